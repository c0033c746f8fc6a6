/** Where things are: the user's folders, and the parts of the application. */
import { app } from 'electron';
import path from 'node:path';

export interface UserPaths {
  dataDir: string;
  logDir: string;
  preferences: string;
  windowState: string;
  payloadIndex: string;
  updates: string;
}

/**
 * Names the user's folder after the product, unless `--user-data-dir` says where it is; a source tree has one of its
 * own, so that a developer's trials leave the installed product alone. Must run first of all.
 */
export function chooseUserFolder(productName: string, isPackaged: boolean): UserPaths {
  app.setName(productName);
  if (!app.commandLine.hasSwitch('user-data-dir')) {
    const folder = isPackaged ? productName : `${productName} Development`;
    app.setPath('userData', path.join(app.getPath('appData'), folder));
  }
  const userData = app.getPath('userData');
  const logDir = path.join(userData, 'logs');
  app.setAppLogsPath(logDir);
  return {
    dataDir: path.join(userData, 'data'),
    logDir,
    preferences: path.join(userData, 'preferences.json'),
    windowState: path.join(userData, 'window.json'),
    payloadIndex: path.join(userData, 'payload-index.json'),
    updates: path.join(userData, 'updates.json'),
  };
}

/** The bundle is `out/electron/main/index.cjs`; the parts lie beside it, in the source tree and in the package. */
export const rendererDir = path.join(__dirname, '..', '..', 'renderer');
export const preloadFile = path.join(__dirname, '..', 'preload', 'index.cjs');
export const payloadWorkerFile = path.join(__dirname, 'payloadWorker.cjs');
export const updaterFile = path.join(__dirname, 'updater.cjs');
