/**
 * What it looks like: every state, light and dark, small and large. The pictures land in dist/e2e for people to
 * look at; what a machine can tell (nothing is cut off, nothing scrolls sideways) is asserted.
 *
 * With UPDATE_SCREENSHOTS=1 the README's picture is made anew.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chooseWorkspace, openSettings } from './support/dialogs';
import { expect, newWorkspace, test } from './support/app';
import type { RunningApp } from './support/app';

const root = path.resolve(import.meta.dirname, '../..');
let looks = '';
test.beforeEach(({ target }) => {
  looks = path.join(root, 'dist/e2e/looks', target);
  mkdirSync(looks, { recursive: true });
});

const SIZES = { small: [480, 720], medium: [1100, 760], large: [1900, 1000] } as const;
const THEMES = ['light', 'dark'] as const;

async function resize(app: RunningApp, [width, height]: readonly [number, number]): Promise<void> {
  await app.electron.evaluate(
    ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height),
    { width, height },
  );
  await expect.poll(() => app.window.evaluate(() => innerWidth)).toBe(width);
}

/** One picture for each size and theme; nothing may scroll sideways or stick out. */
async function picture(app: RunningApp, state: string): Promise<void> {
  for (const [name, size] of Object.entries(SIZES)) {
    await resize(app, size);
    for (const theme of THEMES) {
      await app.setTheme(theme);
      const sideways = await app.window.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect(sideways, `${state} at ${name} scrolls sideways`).toBeLessThanOrEqual(0);
      // Playwright's way of stopping animations crashes the page in Chrome 108: pictures are taken as they are.
      await app.window.screenshot({ path: path.join(looks, `${state}-${name}-${theme}.png`) });
    }
  }
}

test('empty, conversation, settings', async ({ app }) => {
  await picture(app, 'empty');
  await app.ask('What is 12 * (3 + 4), and what time is it?');
  await app.untilAnswered();
  await picture(app, 'conversation');
  await openSettings(app);
  await picture(app, 'settings');
});

test('a long answer with code and a table, while it streams', async ({ app }) => {
  await app.ask('What is 12 * (3 + 4), and what time is it?');
  await app.untilAnswered();
  await app.ask('What can you do?');
  await expect(app.answers.last().locator('tbody tr').nth(2)).toBeVisible({ timeout: 60_000 });
  if (process.env['UPDATE_SCREENSHOTS'] === '1') {
    await resize(app, SIZES.medium);
    await app.setTheme('light');
    await app.window.screenshot({ path: path.join(root, 'docs/images/conversation.png') });
  }
  await picture(app, 'streaming');
});

test('an approval that waits', async ({ app }) => {
  await chooseWorkspace(app, newWorkspace(app.folder));
  await app.ask('Write a file notes.txt with hello from the agent');
  await expect(app.button('Approve')).toBeVisible();
  await picture(app, 'approval');
});

test('a backend that fails', async ({ launch }) => {
  const app = await launch();
  await app.untilReady();
  for (let crash = 0; crash < 5; crash += 1) {
    await app.crashBackend();
    if (crash === 0) await app.window.screenshot({ path: path.join(looks, 'restarting-medium-light.png') });
  }
  await expect(app.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'failed');
  await picture(app, 'failed');
});
