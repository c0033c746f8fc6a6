/** A window whose page is gone: loaded again with a note, and after several crashes only when the user wants it. */
import { dialog, type BrowserWindow } from 'electron';
import type { Log } from '../log';
import { reloadVerdict } from '../policies/reload';
import type { Strings } from '../strings';

export interface PageRecoveryOptions {
  window: BrowserWindow;
  load: () => Promise<void>;
  strings: () => Strings;
  log: Log;
}

export function recoverPage({ window, load, strings, log }: PageRecoveryOptions): void {
  let crashes: number[] = [];
  let isNoteOpen = false;

  const reload = async (): Promise<void> => {
    await load();
    if (isNoteOpen || window.isDestroyed()) return;
    isNoteOpen = true;
    await tell(window, strings());
    isNoteOpen = false;
  };

  const offer = async (): Promise<void> => {
    const wanted = await askForReload(window, strings());
    crashes = [];
    if (window.isDestroyed()) return;
    if (wanted) await load();
    else window.close();
  };

  window.webContents.on('render-process-gone', (_event, { reason }) => {
    const judged = reloadVerdict(reason, crashes, Date.now());
    crashes = judged.crashes;
    log.error('the page is gone', { reason, verdict: judged.verdict });
    if (judged.verdict === 'reload') void reload();
    if (judged.verdict === 'tell-the-user') void offer();
  });
  window.on('unresponsive', () => {
    log.warn('the page does not respond');
  });
}

async function tell(window: BrowserWindow, strings: Strings): Promise<void> {
  const { pageReloaded, pageReloadedDetail, dismiss } = strings;
  await dialog.showMessageBox(window, {
    type: 'warning',
    message: pageReloaded,
    detail: pageReloadedDetail,
    buttons: [dismiss],
  });
}

async function askForReload(window: BrowserWindow, strings: Strings): Promise<boolean> {
  const { pageCrashedTitle, pageCrashedDetail, tryAgain, closeWindow } = strings;
  const { response } = await dialog.showMessageBox(window, {
    type: 'error',
    message: pageCrashedTitle,
    detail: pageCrashedDetail,
    buttons: [tryAgain, closeWindow],
    defaultId: 0,
    cancelId: 1,
  });
  return response === 0;
}
