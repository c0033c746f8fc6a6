/** Fetches a small file of the feed's folder; what else it may reach is the business of the session. */
import { net, type Session } from 'electron';

/** Publishing a feed may move it within its host; more steps than that are a loop. */
const MOST_REDIRECTS = 3;
const PATIENCE_MS = 30_000;

export type Fetched =
  | { kind: 'file'; bytes: Buffer }
  | { kind: 'missing' }
  | { kind: 'too-large' }
  /** It was led to another host, or away from https. */
  | { kind: 'led-away' }
  | { kind: 'unreachable'; reason: string };

export interface FetchRequest {
  url: URL;
  mostBytes: number;
  session: Session;
  /** Whether a redirect may be followed to this address. */
  mayFollow: (address: string) => boolean;
}

/** Tells the server nothing but the address: no cookie, no id of this installation. */
export function fetchFile({ url, mostBytes, session, mayFollow }: FetchRequest): Promise<Fetched> {
  return new Promise((resolve) => {
    const request = net.request({ url: url.href, session, redirect: 'manual', credentials: 'omit', cache: 'no-store' });
    const settle = (fetched: Fetched): void => {
      clearTimeout(patience);
      resolve(fetched);
    };
    const stop = (fetched: Fetched): void => {
      settle(fetched);
      request.abort();
    };
    const patience = setTimeout(() => {
      stop({ kind: 'unreachable', reason: 'no answer in time' });
    }, PATIENCE_MS);
    let redirects = 0;
    request.on('redirect', (_status, _method, address) => {
      redirects += 1;
      if (redirects > MOST_REDIRECTS || !mayFollow(address)) stop({ kind: 'led-away' });
      else request.followRedirect();
    });
    request.on('response', (response) => {
      if (response.statusCode === 404 || response.statusCode === 410) {
        stop({ kind: 'missing' });
        return;
      }
      if (response.statusCode !== 200) {
        stop({ kind: 'unreachable', reason: `the server answered ${response.statusCode}` });
        return;
      }
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > mostBytes) stop({ kind: 'too-large' });
      });
      response.on('end', () => {
        settle({ kind: 'file', bytes: Buffer.concat(chunks) });
      });
      response.on('error', () => {
        settle({ kind: 'unreachable', reason: 'the answer broke off' });
      });
    });
    request.on('error', (error) => {
      settle({ kind: 'unreachable', reason: error.message });
    });
    request.end();
  });
}
