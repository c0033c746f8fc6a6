/**
 * Lets electron-updater fetch a new version over an old one, as the app does, and counts what the server sends for it.
 *
 *     node fetch.mjs PLAN   PLAN is JSON (`updates.py`); what was counted is printed as JSON
 */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { serve } from './web.mjs';

const require = createRequire(import.meta.url);
const { CancellationToken } = require('electron-updater');
const { ElectronHttpExecutor } = require('electron-updater/out/electronHttpExecutor');
const { Provider } = require('electron-updater/out/providers/Provider');
const UPDATERS = {
  AppImage: require('electron-updater/out/AppImageUpdater').AppImageUpdater,
  exe: require('electron-updater/out/NsisUpdater').NsisUpdater,
};
const CACHE = 'bench-updater';

/**
 * @typedef {object} Plan
 * @property {'AppImage' | 'exe'} kind
 * @property {string} folder - Of what the server has.
 * @property {string} old - The file of the old version.
 * @property {string} oldVersion
 * @property {string} newVersion
 * @property {{ url: string, sha512: string, size: number }} file - What the feed says of the new one.
 */

/**
 * Offers one file, and one range at a time, as the app does (electron/main/updates/engine/installer.ts).
 *
 * @param {Plan} plan
 * @param {URL} folder
 */
function providerOf({ file }, folder) {
  return {
    isUseMultipleRangeRequest: false,
    resolveFiles: () => [{ url: new URL(file.url, folder), info: file }],
    getBlockMapFiles: Provider.prototype.getBlockMapFiles,
  };
}

/**
 * An app that has the old version: as an AppImage itself, on Windows in the cache where the installer leaves itself.
 *
 * @param {Plan} plan
 * @param {string} home
 */
function installation({ old, oldVersion }, home) {
  const config = path.join(home, 'app-update.yml');
  writeFileSync(config, JSON.stringify({ updaterCacheDirName: CACHE }));
  mkdirSync(path.join(home, CACHE));
  copyFileSync(old, path.join(home, CACHE, 'installer.exe'));
  process.env['APPIMAGE'] = old;
  return {
    version: oldVersion,
    name: CACHE,
    isPackaged: true,
    appUpdateConfigPath: config,
    userDataPath: home,
    baseCachePath: home,
    whenReady: () => Promise.resolve(),
    relaunch: () => undefined,
    quit: () => undefined,
    onQuit: () => undefined,
  };
}

/**
 * Outside of Electron there are only the requests of Node. Each has its own connection: one that rests meanwhile would end
 * after seconds, and electron-updater takes that for the end of the request that was on it before.
 *
 * @param {import('node:http').RequestOptions} options
 * @param {(response: import('node:http').IncomingMessage) => void} callback
 */
function createRequest(options, callback) {
  return request({ ...options, agent: false }, callback);
}

/**
 * @param {Plan} plan
 * @param {string} home
 * @param {URL} folder
 */
async function fetched(plan, home, folder) {
  const updater = new UPDATERS[plan.kind](null, installation(plan, home));
  updater.httpExecutor = Object.assign(new ElectronHttpExecutor(), { createRequest });
  /** @type {string[]} */
  const complaints = [];
  const complain = (/** @type {unknown} */ message) => complaints.push(String(message));
  updater.logger = { info: () => undefined, warn: complain, error: complain };
  const { file, newVersion: version } = plan;
  const { updateFile } = await updater.doDownloadUpdate({
    updateInfoAndProvider: { info: { version, files: [file] }, provider: providerOf(plan, folder) },
    requestHeaders: {},
    cancellationToken: new CancellationToken(),
    disableWebInstaller: true,
    disableDifferentialDownload: false,
  });
  return { sha512: createHash('sha512').update(readFileSync(updateFile)).digest('base64'), complaints };
}

/** @type {Plan} */
const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const home = mkdtempSync(path.join(tmpdir(), 'bench-update-'));
const web = await serve(plan.folder);
try {
  const found = await fetched(plan, home, web.folder);
  console.log(JSON.stringify({ ...found, sent: Object.fromEntries(web.sent) }));
} finally {
  web.close();
  rmSync(home, { recursive: true, force: true });
}
