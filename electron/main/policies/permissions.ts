/** What a page may ask of the system. */
import { isOurs, parseAddress } from './navigation';

export type PermissionVerdict = 'allowed' | 'not-needed' | 'foreign-origin';

/**
 * Chromium 142 and later ask before a page may reach its own machine, and our page lives from reaching the backend.
 * Which port it reaches is the request filter's decision. The second name is the older one, from before the local
 * network and the machine itself were told apart.
 *
 * Nothing else is needed: even copying goes through the main process.
 */
const NEEDED: readonly string[] = ['loopback-network', 'local-network-access'];

/** `asker` is the origin or the address of the page that asks; null when Electron does not know it. */
export function permissionVerdict(permission: string, asker: string | null): PermissionVerdict {
  if (!NEEDED.includes(permission)) return 'not-needed';
  const url = asker === null ? null : parseAddress(asker);
  return url !== null && isOurs(url) ? 'allowed' : 'foreign-origin';
}
