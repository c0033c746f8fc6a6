/** The session in which the updater and electron-updater make their requests: to the host of the feed, and to no other. */
import { session, type Session } from 'electron';
import type { Log } from '../log';
import { updateRequestVerdict } from '../policies/updates';

/** electron-updater looks its session up by this name. */
const PARTITION = 'electron-updater';

/** Must be called before electron-updater makes its first request. */
export function updateSession(folder: URL, log: Log): Session {
  const own = session.fromPartition(PARTITION, { cache: false });
  // Replaces the rules of the pages' sessions, by which nothing leaves this machine.
  own.webRequest.onBeforeRequest(({ url }, answer) => {
    const verdict = updateRequestVerdict(url, folder);
    if (verdict !== 'feed-host') log.warn('updates: a request was cancelled', { verdict });
    answer({ cancel: verdict !== 'feed-host' });
  });
  return own;
}
