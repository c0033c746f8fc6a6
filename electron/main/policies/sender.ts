/** Whose messages the IPC handlers answer. */
import { isOurs, parseAddress } from './navigation';

export interface Sender {
  /** The address of the frame that sent; null when the frame is gone already. */
  frameUrl: string | null;
  isMainFrame: boolean;
  /** Whether main itself made the web contents, for a window of the application. */
  isOurWindow: boolean;
}

export type SenderVerdict = 'accepted' | 'unknown-window' | 'frame-gone' | 'subframe' | 'foreign-origin';

export function senderVerdict({ frameUrl, isMainFrame, isOurWindow }: Sender): SenderVerdict {
  if (!isOurWindow) return 'unknown-window';
  if (frameUrl === null) return 'frame-gone';
  if (!isMainFrame) return 'subframe';
  const url = parseAddress(frameUrl);
  return url !== null && isOurs(url) ? 'accepted' : 'foreign-origin';
}
