/** What the window says about updates by itself, and what only where one looks for it. */
import type { UpdateStatus } from '../../shared/updates';

/** Until the shell has said how things are. */
export const NOT_KNOWN: UpdateStatus = {
  state: 'idle',
  offer: null,
  progress: null,
  problem: null,
  manual: null,
  waiting: false,
  asked: false,
  lastCheck: null,
  settings: { channel: 'latest', automaticCheck: true, automaticDownload: true },
  locked: [],
};

/** Nobody who did not ask needs to hear of these; the next look may find all well. */
const QUIET: ReadonlySet<string> = new Set([
  'unreachable',
  'feed-missing',
  'downgrade',
  'download-broken',
  'download-stalled',
]);

export type BannerKind = 'available' | 'ready' | 'waiting' | 'failed';

export function bannerOf({ state, problem, asked, waiting }: UpdateStatus): BannerKind | null {
  switch (state) {
    case 'available':
      return 'available';
    case 'ready':
      return waiting ? 'waiting' : 'ready';
    case 'failed':
      return asked || !QUIET.has(problem?.code ?? '') ? 'failed' : null;
    case 'off':
    case 'idle':
    case 'checking':
    case 'current':
    case 'downloading':
    case 'installing':
      return null;
  }
}
