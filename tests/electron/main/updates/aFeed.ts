import type { Feed } from '../../../../electron/main/updates/feed/feed';

/** A feed of version 1.0.1, as the parser gives it. */
export function aFeed(fields: Partial<Feed> = {}): Feed {
  return {
    version: '1.0.1',
    files: [{ url: 'product-1.0.1-linux-x64.AppImage', sha512: `${'A'.repeat(86)}==`, size: 1_000 }],
    releaseDate: '2026-11-21T12:00:00Z',
    releaseNotes: 'Better in every way.',
    stagingPercentage: 100,
    feed: {
      format: 1,
      app: 'dev.product',
      file: 'latest-linux.yml',
      channel: 'latest',
      sequence: 7,
      issued: '2026-11-21T12:00:00Z',
      expires: '2027-01-21T12:00:00Z',
      identity: 'release',
    },
    ...fields,
  };
}
