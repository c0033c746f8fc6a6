/** Where a page may go: nowhere but to itself. */

export const APP_SCHEME = 'app';
export const APP_HOST = 'bundle';
/** The origin of the user interface, and the only one that the backend and the IPC handlers answer. */
export const APP_ORIGIN = `${APP_SCHEME}://${APP_HOST}`;
export const START_PAGE = `${APP_ORIGIN}/index.html`;

export type NavigationVerdict = 'allowed' | 'foreign-origin' | 'malformed';

export function navigationVerdict(address: string): NavigationVerdict {
  const url = parseAddress(address);
  if (url === null) return 'malformed';
  return isOurs(url) ? 'allowed' : 'foreign-origin';
}

/** `URL.origin` is "null" for schemes of our own in Node, so the parts are compared. */
export function isOurs(url: URL): boolean {
  return url.protocol === `${APP_SCHEME}:` && url.host === APP_HOST && url.username === '' && url.password === '';
}

export function parseAddress(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}
