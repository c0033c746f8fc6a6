/** Composes the shell; every decision lives in the module that it is about. */
import { app } from 'electron';
import os from 'node:os';
import { createSupervisor } from './backend';
import { keepCookiesOffKeychain } from './cookies';
import { untilPlaywrightListens } from './debugging';
import { followDevelopmentTool } from './development';
import { reportFailures } from './failures';
import { openLog } from './logs';
import { readMode } from './mode';
import { chooseUserFolder } from './paths';
import { guardPayload } from './payload/start';
import { PreferencesStore } from './preferences';
import { product } from './product';
import { declareScheme } from './protocol/scheme';
import { stopBackendOnQuit } from './quit';
import { redact } from './redact';
import { externalOpener, guardContents } from './security';
import { openShell } from './shell';
import { stringsFor, type Strings } from './strings';

const mode = readMode(app.isPackaged, process.env);
const paths = chooseUserFolder(product.name, mode.isPackaged);
const tokens: string[] = [];
const redactText = (text: string): string => redact(text, { homeDir: os.homedir(), tokens });
const log = openLog({ logDir: paths.logDir, redact: redactText, quiet: mode.isPackaged });
const preferences = new PreferencesStore(paths.preferences, log);
const strings = (): Strings => stringsFor(preferences.current.language, app.getLocale());

if (app.requestSingleInstanceLock()) {
  start();
} else {
  // The first instance has been told, and shows its window.
  app.exit(0);
}

function start(): void {
  const payload = guardPayload(paths, log);
  app.enableSandbox();
  keepCookiesOffKeychain(app, process.platform);
  app.setAppUserModelId(product.appId);
  declareScheme();
  reportFailures(product.name, strings, log);
  const openExternal = externalOpener(product.externalHosts, log);
  guardContents(openExternal, log);
  const supervisor = createSupervisor({ paths, payload, tokens, strings, redactText, log });
  stopBackendOnQuit(() => supervisor.stop(), log);
  if (!mode.isPackaged) {
    followDevelopmentTool(() => {
      supervisor.restart();
    });
  }
  log.info('started', {
    version: product.version,
    electron: process.versions.electron,
    packaged: mode.isPackaged,
  });
  const driven = untilPlaywrightListens(process.env);
  void Promise.all([app.whenReady(), driven]).then(() => {
    openShell({ mode, paths, payload, preferences, strings, supervisor, openExternal, redactText, log });
  });
}
