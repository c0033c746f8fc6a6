/** Which addresses are handed to the user's browser. */
import { parseAddress } from './navigation';

export type ExternalVerdict =
  'open' | 'malformed' | 'not-https' | 'has-credentials' | 'unusual-port' | 'host-not-listed';

/** Only https, only listed hosts, exactly: a subdomain of a listed host is another host. */
export function externalVerdict(address: string, hosts: readonly string[]): ExternalVerdict {
  const url = parseAddress(address);
  if (url === null) return 'malformed';
  if (url.protocol !== 'https:') return 'not-https';
  if (url.username !== '' || url.password !== '') return 'has-credentials';
  if (url.port !== '') return 'unusual-port';
  return hosts.includes(url.hostname) ? 'open' : 'host-not-listed';
}
