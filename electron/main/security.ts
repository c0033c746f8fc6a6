/** Wires the policies to Electron: every session and every web contents, whoever made them. */
import { app, session, shell, type Session, type WebContents } from 'electron';
import type { Log } from './log';
import { externalVerdict } from './policies/external';
import { navigationVerdict } from './policies/navigation';
import { permissionVerdict } from './policies/permissions';
import { isAllowed, requestVerdict, type RequestSurroundings } from './policies/requests';

export type OpenExternal = (address: string) => Promise<boolean>;

/** Opens an address in the user's browser if its host is listed; false when it was denied. */
export function externalOpener(hosts: readonly string[], log: Log): OpenExternal {
  return async (address) => {
    const verdict = externalVerdict(address, hosts);
    if (verdict !== 'open') {
      log.warn('an address was not opened', { verdict });
      return false;
    }
    await shell.openExternal(address);
    return true;
  };
}

export function guardSessions(surroundings: () => RequestSurroundings, log: Log): void {
  guardSession(session.defaultSession, surroundings, log);
  app.on('session-created', (created) => {
    guardSession(created, surroundings, log);
  });
}

function guardSession(guarded: Session, surroundings: () => RequestSurroundings, log: Log): void {
  guarded.setPermissionRequestHandler((_contents, permission, answer, { requestingUrl }) => {
    const verdict = permissionVerdict(permission, requestingUrl);
    if (verdict !== 'allowed') log.warn('a permission was denied', { permission, verdict });
    answer(verdict === 'allowed');
  });
  guarded.setPermissionCheckHandler(
    (_contents, permission, origin) => permissionVerdict(permission, origin) === 'allowed',
  );
  guarded.setDevicePermissionHandler(() => false);
  guarded.webRequest.onBeforeRequest(({ url }, answer) => {
    const verdict = requestVerdict(url, surroundings());
    if (!isAllowed(verdict)) log.warn('a request was cancelled', { verdict, scheme: url.slice(0, url.indexOf(':')) });
    answer({ cancel: !isAllowed(verdict) });
  });
  // What the user wants to keep is saved through a request of the contract, under a name that we have checked.
  guarded.on('will-download', (event) => {
    log.warn('a download was denied');
    event.preventDefault();
  });
  // Chromium fetches its dictionaries from the network; macOS has its own.
  if (process.platform !== 'darwin') guarded.setSpellCheckerEnabled(false);
}

/** Must run before the first window is made. */
export function guardContents(openExternal: OpenExternal, log: Log): void {
  app.on('web-contents-created', (_event, contents) => {
    guardNavigation(contents, log);
    contents.setWindowOpenHandler(({ url }) => {
      openExternal(url).catch((error: unknown) => {
        log.error('the browser could not be opened', { reason: String(error) });
      });
      return { action: 'deny' };
    });
    contents.on('will-attach-webview', (event) => {
      log.warn('a webview was denied');
      event.preventDefault();
    });
  });
}

/** Since Electron 25 the address stands on the event; before it is an argument. */
type NavigationListener = (event: { preventDefault: () => void; url?: string }, address?: string) => void;

function guardNavigation(contents: WebContents, log: Log): void {
  const judge: NavigationListener = (event, address) => {
    const verdict = navigationVerdict(event.url ?? address ?? '');
    if (verdict === 'allowed') return;
    log.warn('a navigation was denied', { verdict });
    event.preventDefault();
  };
  contents.on('will-navigate', judge);
  contents.on('will-redirect', judge);
  contents.on('will-frame-navigate', judge);
}
