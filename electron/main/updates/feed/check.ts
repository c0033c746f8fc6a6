/** Asks for the feed of a channel, and judges it. */
import type { Seen } from './verdict';
import { feedVerdict, offerVerdict, type Expected, type FeedRefusal } from './verdict';
import { feedFile, LARGEST_FEED, LARGEST_SIGNATURE, type Feed } from './feed';
import type { Fetched } from './fetch';

export type CheckResult =
  | { verdict: 'newer' | 'current' | 'staged-out'; feed: Feed; file: string; seen: Seen }
  | { verdict: FeedRefusal | 'feed-missing' | 'led-away' }
  | { verdict: 'unreachable'; reason: string };

export interface CheckParts {
  /** The folder of the feed. */
  folder: URL;
  platform: NodeJS.Platform;
  arch: string;
  expected: Pick<Expected, 'appId' | 'keys' | 'installed' | 'testBuild'>;
  now: () => number;
  fetch: (url: URL, mostBytes: number) => Promise<Fetched>;
}

export interface CheckRequest {
  channel: string;
  /** What was seen of a feed of this name. */
  seen: (file: string) => Seen | null;
  /** Decides about staged versions; never leaves this machine. */
  seed: string;
}

/** A cache between here and there may give the two files of different publications. */
const MAY_PASS: ReadonlySet<CheckResult['verdict']> = new Set(['unsigned', 'unknown-key', 'tampered']);

export async function checkFeed(parts: CheckParts, request: CheckRequest): Promise<CheckResult> {
  const result = await checkOnce(parts, request);
  return MAY_PASS.has(result.verdict) ? checkOnce(parts, request) : result;
}

async function checkOnce(parts: CheckParts, { channel, seen, seed }: CheckRequest): Promise<CheckResult> {
  const file = feedFile(channel, parts.platform, parts.arch);
  // The signature second: it is published first, and then holds those of the feed that it replaces as well.
  const feed = await parts.fetch(new URL(file, parts.folder), LARGEST_FEED);
  if (feed.kind === 'missing') return { verdict: 'feed-missing' };
  if (feed.kind !== 'file') return notFetched(feed);
  const signature = await parts.fetch(new URL(`${file}.sig`, parts.folder), LARGEST_SIGNATURE);
  if (signature.kind === 'too-large') return { verdict: 'malformed-signature' };
  if (signature.kind !== 'file' && signature.kind !== 'missing') return notFetched(signature);
  const expected = { ...parts.expected, file, channel, seen: seen(file), now: parts.now() };
  const judged = feedVerdict(feed.bytes, signature.kind === 'file' ? signature.bytes : null, expected);
  if (judged.verdict !== 'good') return judged;
  const verdict = offerVerdict(judged.feed, expected.installed, seed);
  return { verdict, feed: judged.feed, file, seen: judged.seen };
}

function notFetched(fetched: Exclude<Fetched, { kind: 'file' | 'missing' }>): CheckResult {
  return fetched.kind === 'unreachable'
    ? { verdict: 'unreachable', reason: fetched.reason }
    : { verdict: fetched.kind };
}
