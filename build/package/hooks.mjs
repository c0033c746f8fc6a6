/** What electron-builder asks of us on its way. */
import { rm } from 'node:fs/promises';
import path from 'node:path';

/** No package is built or packed beside the bundles: what the shell needs is in them. */
export function beforeBuild() {
  return false;
}

/**
 * The app lies in its folder, its fuses are not set and nothing is signed: takes out what an Electron in development
 * has and a product has not.
 *
 * @param {import('electron-builder').AfterPackContext} context
 */
export async function afterPack({ appOutDir, packager }) {
  // Without an app.asar beside it, Electron would start this one.
  await rm(path.join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
  await rm(path.join(appOutDir, 'version'), { force: true });
}
