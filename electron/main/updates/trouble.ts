/** What can go wrong with an update, by name; the strings of main put it into words. */
import type { FeedAddressVerdict } from '../policies/updates';
import type { FeedRefusal } from './feed/verdict';
import type { Support } from './support';

export type EngineTrouble =
  | 'download-broken'
  | 'download-stalled'
  | 'download-too-large'
  | 'checksum'
  | 'disk-full'
  | 'not-signed-by-publisher'
  | 'not-permitted'
  | 'not-installed';

export type UpdateTrouble =
  FeedRefusal | 'feed-missing' | 'led-away' | 'unreachable' | EngineTrouble | 'backend-still-running';

/** Why this application never looks. */
export type OffReason = 'no-feed' | 'no-keys' | 'bad-address' | 'policy-forbids' | 'policy-unreadable';

/** Why this copy does not replace itself. */
export type ManualReason = Exclude<Support['verdict'], 'supported'>;

export interface OffSurroundings {
  address: FeedAddressVerdict;
  keys: readonly string[];
  policy: 'none' | 'allowed' | 'forbidden' | 'unreadable';
}

/** The policy comes first: an administrator reads that it is followed, whatever else holds. */
export function offReason({ address, keys, policy }: OffSurroundings): OffReason | null {
  if (policy === 'forbidden') return 'policy-forbids';
  if (policy === 'unreadable') return 'policy-unreadable';
  if (address === 'none') return 'no-feed';
  if (address !== 'usable') return 'bad-address';
  return keys.length === 0 ? 'no-keys' : null;
}
