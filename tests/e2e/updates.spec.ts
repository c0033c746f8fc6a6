/** What a user sees of updates, against a publisher on this machine. A source tree looks only when asked, and installs nothing. */
import type { Locator } from '@playwright/test';
import { expect, test as base, type RunningApp } from './support/app';
import { FeedServer } from './support/feedServer';

const test = base.extend<{ publisher: FeedServer }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
  publisher: async ({}, use) => {
    const publisher = await FeedServer.start();
    await use(publisher);
    await publisher.stop();
  },
});

/** As the menu does. */
async function checkForUpdates(app: RunningApp): Promise<Locator> {
  await app.electron.evaluate(({ Menu }) => {
    Menu.getApplicationMenu()?.getMenuItemById('check-for-updates')?.click();
  });
  return app.window.getByRole('dialog', { name: 'Updates' });
}

async function expectRefused(app: RunningApp, code: string): Promise<void> {
  const dialog = await checkForUpdates(app);
  await expect(dialog.getByRole('alert')).toHaveAttribute('data-code', code);
  await expect(dialog.getByTestId('update-state')).toHaveAttribute('data-state', 'failed');
  await app.window.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
}

async function resize(app: RunningApp, width: number): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size, 760),
    width,
  );
  await expect.poll(() => app.window.evaluate(() => innerWidth)).toBe(width);
}

/** What the line over the thread holds, from left to right; a slash begins another line. */
async function linesOf(banner: Locator): Promise<string[]> {
  const parts = {
    text: banner.locator('p'),
    details: banner.getByRole('button', { name: 'Details' }),
    dismiss: banner.getByRole('button', { name: 'Hide the notice about updates' }),
  };
  const places = await Promise.all(
    Object.entries(parts).map(async ([name, part]) => ({ name, ...(await boxOf(part)) })),
  );
  places.sort((a, b) => (isAbove(a, b) ? -1 : isAbove(b, a) ? 1 : a.x - b.x));
  return places.flatMap((place, index) => {
    const before = places[index - 1];
    return before !== undefined && isAbove(before, place) ? ['/', place.name] : [place.name];
  });
}

interface Box {
  x: number;
  y: number;
  height: number;
}

async function boxOf(part: Locator): Promise<Box> {
  const box = await part.boundingBox();
  if (box === null) throw new Error('it is not visible');
  return box;
}

function isAbove(one: Box, other: Box): boolean {
  return one.y + one.height <= other.y;
}

test(
  'a new version is told, with its notes and without their pictures',
  { tag: '@source' },
  async ({ launch, publisher }) => {
    publisher.publish({
      version: '99.1.0',
      notes: '## Big news\n\n![shot](https://pictures.example/a.png)\n\n- It is **faster**.',
    });
    const app = await launch({ env: publisher.environment });
    await app.untilReady();
    const dialog = await checkForUpdates(app);
    await expect(dialog.getByText('Version 99.1.0 is available')).toBeVisible();
    await expect(dialog.getByRole('heading', { name: 'Big news' })).toBeVisible();
    await expect(dialog.locator('img')).toHaveCount(0);
    await expect(dialog.getByRole('alert')).toHaveAttribute('data-code', 'source-tree');
    await expect(dialog.getByRole('button', { name: 'Download' })).toHaveCount(0);
    await app.window.keyboard.press('Escape');
    const banner = app.window.getByTestId('update-banner');
    await expect(banner).toContainText('Version 99.1.0 is available');
    await resize(app, 1100);
    await expect.poll(() => linesOf(banner)).toEqual(['text', 'details', 'dismiss']);
    await resize(app, 480);
    await expect.poll(() => linesOf(banner)).toEqual(['text', 'dismiss', '/', 'details']);
  },
);

test(
  'a feed that must not be believed is refused, and the window says why',
  { tag: '@source' },
  async ({ launch, publisher }) => {
    const app = await launch({ env: publisher.environment });
    await app.untilReady();
    await expectRefused(app, 'feed-missing');

    const bytes = publisher.publish();
    publisher.files.set(publisher.feedPath, { status: 200, body: bytes.toString('utf8').replace('99.0.0', '99.0.1') });
    await expectRefused(app, 'tampered');

    publisher.publish();
    publisher.files.delete(`${publisher.feedPath}.sig`);
    await expectRefused(app, 'unsigned');

    publisher.publish({ app: 'dev.somebody.else' });
    await expectRefused(app, 'wrong-app');

    publisher.publish({ expiresIn: -0.5 });
    await expectRefused(app, 'expired');

    publisher.publish({ version: '0.0.1' });
    await expectRefused(app, 'downgrade');

    publisher.files.set(publisher.feedPath, { status: 200, body: Buffer.alloc(1_100_000, ' ') });
    await expectRefused(app, 'too-large');

    const elsewhere = await FeedServer.start();
    elsewhere.publish();
    const location = `http://127.0.0.1:${elsewhere.port}${publisher.feedPath}`;
    publisher.files.set(publisher.feedPath, { status: 302, headers: { location } });
    await expectRefused(app, 'led-away');
    expect(elsewhere.requests).toEqual([]);
    await elsewhere.stop();

    await publisher.stop();
    await expectRefused(app, 'unreachable');
  },
);

test('an older feed is refused also after a new start', { tag: '@source' }, async ({ launch, publisher }) => {
  publisher.publish({ sequence: 12 });
  const first = await launch({ env: publisher.environment });
  await first.untilReady();
  await expect((await checkForUpdates(first)).getByText('Version 99.0.0 is available')).toBeVisible();
  await first.quit();

  publisher.publish({ sequence: 11 });
  const second = await launch({ env: publisher.environment });
  await second.untilReady();
  await expectRefused(second, 'replayed');
});

test(
  'nothing is asked before the user does, and what is asked tells nothing of who asks',
  { tag: '@source' },
  async ({ launch, publisher }) => {
    publisher.publish();
    const app = await launch({ env: publisher.environment });
    await app.untilReady();
    expect(publisher.requests).toEqual([]);
    await expect((await checkForUpdates(app)).getByText('Version 99.0.0 is available')).toBeVisible();
    expect(publisher.requests.map(({ path }) => path)).toEqual([publisher.feedPath, `${publisher.feedPath}.sig`]);
    for (const { headers } of publisher.requests) {
      expect(Object.keys(headers).filter((name) => /cookie|referer|authorization|staging|id$/.test(name))).toEqual([]);
    }
  },
);
