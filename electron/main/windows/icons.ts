/** The icons that the running application shows; esbuild puts them into the bundle. */
import { nativeImage, type NativeImage } from 'electron';
import tray from '../../../build/icons/tray/tray.png';
import tray2x from '../../../build/icons/tray/tray@2x.png';
import trayTemplate from '../../../build/icons/tray/trayTemplate.png';
import trayTemplate2x from '../../../build/icons/tray/trayTemplate@2x.png';
import window256 from '../../../build/icons/256x256.png';

/** Linux only needs it: elsewhere the icon is the executable's. */
export function windowIcon(): NativeImage {
  return nativeImage.createFromDataURL(window256);
}

/** macOS wants a template, black with alpha, which it colours to fit the menu bar. */
export function trayIcon(platform: NodeJS.Platform): NativeImage {
  const [once, twice] = platform === 'darwin' ? [trayTemplate, trayTemplate2x] : [tray, tray2x];
  const image = nativeImage.createFromDataURL(once);
  image.addRepresentation({ scaleFactor: 2, dataURL: twice });
  image.setTemplateImage(platform === 'darwin');
  return image;
}
