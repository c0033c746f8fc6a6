/** The icon beside the clock, where the desktop has such a place. */
import { Menu, Tray } from 'electron';
import type { Log } from '../log';
import type { Strings } from '../strings';
import { trayIcon } from './icons';
import { trayTemplate, type TrayActions } from './trayMenu';

export class TrayIcon {
  /** Held, because Electron lets go of an icon that nobody refers to. */
  private tray: Tray | null = null;

  constructor(
    private readonly productName: string,
    private readonly actions: TrayActions,
    private readonly log: Log,
  ) {}

  /** A desktop without a tray is no reason not to start. */
  show(strings: Strings): void {
    try {
      this.tray ??= this.create();
      this.tray.setContextMenu(Menu.buildFromTemplate(trayTemplate(strings, this.actions)));
    } catch (error) {
      this.log.warn('there is no tray', { reason: String(error) });
    }
  }

  private create(): Tray {
    const tray = new Tray(trayIcon(process.platform));
    tray.setToolTip(this.productName);
    // On macOS a click opens the menu.
    if (process.platform !== 'darwin') {
      tray.on('click', () => {
        this.actions.show();
      });
    }
    return tray;
  }
}
