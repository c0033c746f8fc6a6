/** Where the updater may go: to the host of the feed, and to no other. */
import { parseAddress } from './navigation';

export type FeedAddressVerdict = 'usable' | 'none' | 'malformed' | 'not-https' | 'has-credentials' | 'no-folder';

/** The address of product.json; a test build may be fed from this machine, which needs no certificate. */
export function feedAddressVerdict(address: string, testBuild: boolean): FeedAddressVerdict {
  if (address === '') return 'none';
  const url = parseAddress(address);
  if (url === null) return 'malformed';
  const isLocal = url.protocol === 'http:' && url.hostname === '127.0.0.1';
  if (url.protocol !== 'https:' && !(testBuild && isLocal)) return 'not-https';
  if (url.username !== '' || url.password !== '') return 'has-credentials';
  return url.search === '' && url.hash === '' ? 'usable' : 'no-folder';
}

export type UpdateRequestVerdict = 'feed-host' | 'malformed' | 'other-host' | 'other-scheme';

/** Judges each request of the updater, redirected ones too: same scheme, same host, same port. */
export function updateRequestVerdict(address: string, feed: URL): UpdateRequestVerdict {
  const url = parseAddress(address);
  if (url === null) return 'malformed';
  if (url.protocol !== feed.protocol) return 'other-scheme';
  return url.host === feed.host ? 'feed-host' : 'other-host';
}

/** The folder of the feed, with the slash that makes it one. */
export function feedFolder(address: string): URL {
  return new URL(address.endsWith('/') ? address : `${address}/`);
}
