/**
 * Draws the PNG icons from their SVG sources; build/icons/README.md tells how to run it.
 *
 * It runs inside Electron, whose Chromium is the one SVG renderer that every developer of the shell has.
 */
const { app, BrowserWindow } = require('electron');
const { mkdirSync, readFileSync, writeFileSync } = require('node:fs');
const path = require('node:path');

const icons = path.join(__dirname, '..', '..', 'build', 'icons');

const drawings = [
  ...[16, 24, 32, 48, 64, 128, 256, 512, 1024].map((size) => ['icon.svg', `${size}x${size}.png`, size]),
  ['tray/tray.svg', 'tray/tray.png', 24],
  ['tray/tray.svg', 'tray/tray@2x.png', 48],
  ['tray/trayTemplate.svg', 'tray/trayTemplate.png', 16],
  ['tray/trayTemplate.svg', 'tray/trayTemplate@2x.png', 32],
];

/** Runs in the page. */
const draw = async (svg, size) => {
  const image = new Image(size, size);
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: size, height: size });
  canvas.getContext('2d').drawImage(image, 0, 0, size, size);
  return canvas.toDataURL('image/png').split(',')[1];
};

async function main() {
  await app.whenReady();
  const window = new BrowserWindow({ show: false });
  await window.loadURL('about:blank');
  for (const [source, target, size] of drawings) {
    const svg = readFileSync(path.join(icons, source), 'utf8');
    const png = await window.webContents.executeJavaScript(`(${draw})(${JSON.stringify(svg)}, ${size})`);
    mkdirSync(path.dirname(path.join(icons, target)), { recursive: true });
    writeFileSync(path.join(icons, target), Buffer.from(png, 'base64'));
    console.log(`build/icons/${target}`);
  }
  app.quit();
}

main().catch((error) => {
  console.error(error);
  app.exit(1);
});
