/** Whether a feed counts, and what it offers: pure decisions; the order of the questions is part of the contract. */
import { createHash } from 'node:crypto';
import { parseFeed, LARGEST_FEED, type Feed } from './feed';
import { signatureVerdict, type SignatureVerdict } from './signature';
import { compareVersions } from './versions';

/** Clocks differ; a feed from further ahead than this is not believed. */
const CLOCK_TOLERANCE_MS = 24 * 60 * 60 * 1000;

const BARE_NAME = /^\w[\w.+-]*$/;
const SHA512 = /^[A-Za-z\d+/]{86}==$/;

/** The last feed of a name that was believed. */
export interface Seen {
  sequence: number;
  /** Of the feed's bytes, in hexadecimal. */
  sha256: string;
}

export interface Expected {
  appId: string;
  file: string;
  channel: string;
  keys: readonly string[];
  /** The version that runs. */
  installed: string;
  /** Null before the first feed of this name. */
  seen: Seen | null;
  /** Milliseconds since 1970. */
  now: number;
  /** Whether this is a test build, which believes test feeds. */
  testBuild: boolean;
}

export type FeedRefusal =
  | Exclude<SignatureVerdict, 'signed'>
  | 'too-large'
  | 'malformed'
  | 'wrong-format'
  | 'wrong-app'
  | 'wrong-file'
  | 'wrong-channel'
  | 'test-identity'
  | 'issued-in-future'
  | 'expired'
  | 'replayed'
  | 'replaced'
  | 'downgrade'
  | 'foreign-url'
  | 'no-checksum';

export type FeedVerdict = { verdict: 'good'; feed: Feed; seen: Seen } | { verdict: FeedRefusal };

export function feedVerdict(bytes: Buffer, signature: Buffer | null, expected: Expected): FeedVerdict {
  if (bytes.length > LARGEST_FEED) return { verdict: 'too-large' };
  const signed = signatureVerdict(bytes, signature, expected.keys);
  if (signed !== 'signed') return { verdict: signed };
  const parsed = parseFeed(bytes);
  if ('refused' in parsed) return { verdict: parsed.refused };
  const { feed } = parsed;
  const seen = { sequence: feed.feed.sequence, sha256: createHash('sha256').update(bytes).digest('hex') };
  const refusal =
    bindingRefusal(feed, expected) ??
    timeRefusal(feed, expected.now) ??
    orderRefusal(seen, expected.seen) ??
    contentRefusal(feed, expected.installed);
  return refusal === null ? { verdict: 'good', feed, seen } : { verdict: refusal };
}

function bindingRefusal({ feed }: Feed, { appId, file, channel, testBuild }: Expected): FeedRefusal | null {
  if (feed.app !== appId) return 'wrong-app';
  if (feed.file !== file) return 'wrong-file';
  if (feed.channel !== channel) return 'wrong-channel';
  return feed.identity === 'test' && !testBuild ? 'test-identity' : null;
}

function timeRefusal({ feed }: Feed, now: number): FeedRefusal | null {
  if (Date.parse(feed.issued) > now + CLOCK_TOLERANCE_MS) return 'issued-in-future';
  return Date.parse(feed.expires) <= now ? 'expired' : null;
}

function orderRefusal(current: Seen, seen: Seen | null): FeedRefusal | null {
  if (seen === null || current.sequence > seen.sequence) return null;
  if (current.sequence < seen.sequence) return 'replayed';
  return current.sha256 === seen.sha256 ? null : 'replaced';
}

function contentRefusal({ version, files, path, sha512 }: Feed, installed: string): FeedRefusal | null {
  if (compareVersions(version, installed) < 0) return 'downgrade';
  const names = [...files.map(({ url }) => url), ...(path === undefined ? [] : [path])];
  if (!names.every((name) => BARE_NAME.test(name))) return 'foreign-url';
  const sums = [...files.map((file) => file.sha512), ...(path === undefined ? [] : [sha512])];
  return sums.every((sum) => SHA512.test(sum ?? '')) ? null : 'no-checksum';
}

export type Offer = 'newer' | 'current' | 'staged-out';

/** What a feed that counts offers to this installation; `seed` is its own and never leaves it. */
export function offerVerdict({ version, stagingPercentage }: Feed, installed: string, seed: string): Offer {
  if (compareVersions(version, installed) <= 0) return 'current';
  return drawFor(seed, version) * 100 < stagingPercentage ? 'newer' : 'staged-out';
}

/** From 0 to below 1: the same for a version whenever it is asked, and another for the next version. */
function drawFor(seed: string, version: string): number {
  return createHash('sha256').update(`${seed} ${version}`).digest().readUInt32BE(0) / 2 ** 32;
}
