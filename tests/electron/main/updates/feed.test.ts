/** Which feeds are believed: the same signed files that the tests of the publishing side read. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkFeed, type CheckParts } from '../../../../electron/main/updates/feed/check';
import { feedFile, LARGEST_FEED, LARGEST_SIGNATURE, type Feed } from '../../../../electron/main/updates/feed/feed';
import type { Fetched } from '../../../../electron/main/updates/feed/fetch';
import { keyId } from '../../../../electron/main/updates/feed/signature';
import { feedVerdict, offerVerdict, type Expected } from '../../../../electron/main/updates/feed/verdict';
import { compareVersions } from '../../../../electron/main/updates/feed/versions';
import { aFeed } from './aFeed';

const folder = path.resolve(import.meta.dirname, '../../../fixtures/feeds');

interface Case {
  name: string;
  verdict: string;
  file: string;
  signature: string | null;
  asked: { file: string; channel: string };
  installed: string;
  seen: { sequence: number; sha256: string } | null;
  now: string;
  keys: string[];
  testIdentity: boolean;
}

const { product, cases } = JSON.parse(readFileSync(path.join(folder, 'cases.json'), 'utf8')) as {
  product: { appId: string };
  cases: Case[];
};

function expectedOf({ asked, installed, seen, now, keys, testIdentity }: Case): Expected {
  return { appId: product.appId, ...asked, installed, seen, keys, now: Date.parse(now), testBuild: testIdentity };
}

function bytesOf({ file, signature }: Case): [feed: Buffer, signature: Buffer | null] {
  return [
    readFileSync(path.join(folder, file)),
    signature === null ? null : readFileSync(path.join(folder, signature)),
  ];
}

function caseNamed(wanted: string): Case {
  const found = cases.find(({ name }) => name === wanted);
  if (found === undefined) throw new Error(`there is no case ${wanted}`);
  return found;
}

const good = caseNamed('good');

describe('a feed', () => {
  it.each(cases.map((one) => [one.name, one.verdict, one] as const))('%s is found to be %s', (_name, verdict, one) => {
    expect(feedVerdict(...bytesOf(one), expectedOf(one)).verdict).toBe(verdict);
  });

  it('that has been changed in any byte is refused', () => {
    const [feed, signature] = bytesOf(good);
    for (let place = 0; place < feed.length; place += 7) {
      const changed = Buffer.from(feed);
      changed.writeUInt8(changed.readUInt8(place) ^ 1, place);
      expect(feedVerdict(changed, signature, expectedOf(good)).verdict).toBe('tampered');
    }
  });

  it('or a signature above its limit is not even read', () => {
    const [feed, signature] = bytesOf(good);
    const wide = Buffer.concat([feed, Buffer.alloc(LARGEST_FEED, ' ')]);
    expect(feedVerdict(wide, signature, expectedOf(good)).verdict).toBe('too-large');
    const long = Buffer.concat([signature ?? Buffer.alloc(0), Buffer.alloc(LARGEST_SIGNATURE, ' ')]);
    expect(feedVerdict(feed, long, expectedOf(good)).verdict).toBe('malformed-signature');
  });

  it('is remembered by its number and its bytes, and then known again', () => {
    const verdict = feedVerdict(...bytesOf(good), expectedOf(good));
    if (verdict.verdict !== 'good') throw new Error('the good feed was refused');
    expect(feedVerdict(...bytesOf(good), { ...expectedOf(good), seen: verdict.seen }).verdict).toBe('good');
    const later = { ...verdict.seen, sequence: verdict.seen.sequence + 1 };
    expect(feedVerdict(...bytesOf(good), { ...expectedOf(good), seen: later }).verdict).toBe('replayed');
    const other = { ...verdict.seen, sha256: '0'.repeat(64) };
    expect(feedVerdict(...bytesOf(good), { ...expectedOf(good), seen: other }).verdict).toBe('replaced');
  });
});

describe('a feed with a good signature', () => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  const key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
  const { issued, expires, ...block } = aFeed().feed;
  const usual: Expected = {
    appId: block.app,
    file: block.file,
    channel: block.channel,
    keys: [key],
    installed: '1.0.0',
    seen: null,
    now: Date.parse(issued),
    testBuild: false,
  };

  function verdictOn(feed: Feed, expected: Partial<Expected> = {}): string {
    const bytes = Buffer.from(JSON.stringify(feed));
    const signature = { keyId: keyId(key), signature: sign(null, bytes, privateKey).toString('base64') };
    const beside = Buffer.from(JSON.stringify({ format: 1, signatures: [signature] }));
    return feedVerdict(bytes, beside, { ...usual, ...expected }).verdict;
  }

  it.each([
    [Date.parse(expires) - 1, 'good'],
    [Date.parse(expires), 'expired'],
  ])('at %i is %s', (now, verdict) => {
    expect(verdictOn(aFeed(), { now })).toBe(verdict);
  });

  it('that is both too old and seen before is out of date', () => {
    const seen = { sequence: 8, sha256: 'a'.repeat(64) };
    expect(verdictOn(aFeed(), { seen, now: Date.parse(expires) })).toBe('expired');
  });

  const sha512 = `${'A'.repeat(86)}==`;
  it.each([
    [{ path: 'product.exe', sha512 }, 'good'],
    [{ path: 'https://elsewhere.example/product.exe', sha512 }, 'foreign-url'],
    [{ path: '../product.exe', sha512 }, 'foreign-url'],
    [{ path: 'product.exe' }, 'no-checksum'],
  ])('whose older fields are %j is %s', (fields, verdict) => {
    expect(verdictOn(aFeed(fields))).toBe(verdict);
  });
});

describe('what a feed offers', () => {
  it.each([
    ['1.0.0', 100, 'current'],
    ['1.0.1', 100, 'newer'],
    ['1.0.1', 0, 'staged-out'],
    ['1.1.0-beta.1', 100, 'newer'],
  ] as const)('%s to %i%% of the installations', (version, stagingPercentage, offer) => {
    expect(offerVerdict(aFeed({ version, stagingPercentage }), '1.0.0', 'seed')).toBe(offer);
  });

  it('goes to about the share that was asked for, and to nobody who had it when the share grows', () => {
    const seeds = Array.from({ length: 2_000 }, (_, index) => `installation ${index}`);
    const offered = (stagingPercentage: number, version = '1.0.1'): string[] =>
      seeds.filter((seed) => offerVerdict(aFeed({ version, stagingPercentage }), '1.0.0', seed) === 'newer');
    const tenth = offered(10);
    expect(tenth.length).toBeGreaterThan(140);
    expect(tenth.length).toBeLessThan(260);
    expect(offered(40)).toEqual(expect.arrayContaining(tenth));
    expect(offered(10, '1.0.2')).not.toEqual(tenth);
  });
});

describe('versions', () => {
  it.each([
    ['1.0.0', '1.0.1'],
    ['1.9.0', '1.10.0'],
    ['9.0.0', '10.0.0'],
    ['1.0.0-alpha', '1.0.0-alpha.1'],
    ['1.0.0-alpha.1', '1.0.0-alpha.beta'],
    ['1.0.0-beta.2', '1.0.0-beta.11'],
    ['1.0.0-rc.1', '1.0.0'],
  ])('%s comes before %s', (a, b) => {
    expect(compareVersions(a, b)).toBeLessThan(0);
    expect(compareVersions(b, a)).toBeGreaterThan(0);
  });

  it('of the same number are equal, whatever build they name', () => {
    expect(compareVersions('1.0.0+linux', '1.0.0+mac')).toBe(0);
  });
});

describe('the name of a feed', () => {
  it.each([
    ['latest', 'linux', 'x64', 'latest-linux.yml'],
    ['beta', 'linux', 'arm64', 'beta-linux-arm64.yml'],
    ['latest', 'win32', 'x64', 'latest.yml'],
    ['beta', 'darwin', 'arm64', 'beta-mac.yml'],
  ] as const)('for %s on %s %s is %s', (channel, platform, arch, name) => {
    expect(feedFile(channel, platform, arch)).toBe(name);
  });
});

describe('a look for updates', () => {
  const [feed, signature] = bytesOf(good);
  const file = (bytes: Buffer | null): Fetched => (bytes === null ? { kind: 'missing' } : { kind: 'file', bytes });

  /** A server that answers each request with the next of these. */
  function looking(...answers: Fetched[]): { parts: CheckParts; asked: string[] } {
    const asked: string[] = [];
    const { appId, keys, installed, testBuild, now } = expectedOf(good);
    const parts: CheckParts = {
      folder: new URL('https://updates.example/product/'),
      platform: 'linux',
      arch: 'x64',
      expected: { appId, keys, installed, testBuild },
      now: () => now,
      fetch: (url) => {
        asked.push(url.href);
        return Promise.resolve(answers.shift() ?? { kind: 'unreachable', reason: 'nothing left' });
      },
    };
    return { parts, asked };
  }

  const request = { channel: 'latest', seen: () => null, seed: 'seed' };

  it('asks for the feed and then for its signature, in the folder of the feed', async () => {
    const { parts, asked } = looking(file(feed), file(signature));
    expect(await checkFeed(parts, request)).toMatchObject({ verdict: 'newer', file: 'latest-linux.yml' });
    expect(asked).toEqual([
      'https://updates.example/product/latest-linux.yml',
      'https://updates.example/product/latest-linux.yml.sig',
    ]);
  });

  it('asks once more when a cache gave the files of two publications', async () => {
    const older = Buffer.concat([feed, Buffer.from('\n')]);
    const { parts } = looking(file(older), file(signature), file(feed), file(signature));
    expect((await checkFeed(parts, request)).verdict).toBe('newer');
  });

  it('asks once more when the signature is of a key that is not known, which a cache may have kept', async () => {
    const [, strangers] = bytesOf(caseNamed('strangers-key'));
    const { parts } = looking(file(feed), file(strangers), file(feed), file(signature));
    expect((await checkFeed(parts, request)).verdict).toBe('newer');
  });

  it('does not believe what stays changed', async () => {
    const changed = Buffer.concat([feed, Buffer.from('\n')]);
    const { parts, asked } = looking(file(changed), file(signature), file(changed), file(signature));
    expect((await checkFeed(parts, request)).verdict).toBe('tampered');
    expect(asked).toHaveLength(4);
  });

  it.each([
    ['feed-missing', [file(null)]],
    ['too-large', [{ kind: 'too-large' }]],
    ['malformed-signature', [file(feed), { kind: 'too-large' }]],
    ['led-away', [{ kind: 'led-away' }]],
    ['unreachable', [{ kind: 'unreachable', reason: 'no network' }]],
    ['unreachable', [file(feed), { kind: 'unreachable', reason: 'cut' }]],
    ['unsigned', [file(feed), file(null), file(feed), file(null)]],
  ] as [string, Fetched[]][])('ends as %s', async (verdict, answers) => {
    expect((await checkFeed(looking(...answers).parts, request)).verdict).toBe(verdict);
  });
});
