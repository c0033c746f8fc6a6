// The least that an Electron app can be: what it takes, any app takes.
const { app, BrowserWindow } = require('electron');
const path = require('node:path');

void app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1100, height: 740 });
  void window.loadFile(path.join(__dirname, 'index.html'));
});
app.on('window-all-closed', () => {
  app.quit();
});
