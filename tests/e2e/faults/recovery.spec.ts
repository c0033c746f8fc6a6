/** What a person can do when the backend cannot run: the recovery screen, and what the window tells. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { withPlugins } from '../support/backends';
import { plainProgram, spawnProduct } from '../support/product';
import { expect, PATIENCE_MS, row, test } from '../support/trials';
import type { RunningApp } from '../support/trials';

const LONG_MS = 240_000;

async function untilFailed(app: RunningApp): Promise<void> {
  await expect(app.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'failed', {
    timeout: 2 * PATIENCE_MS,
  });
}

async function crashFiveTimes(app: RunningApp): Promise<void> {
  for (let crash = 0; crash < 5; crash += 1) await app.crashBackend();
  await untilFailed(app);
}

async function answersAgain(app: RunningApp): Promise<void> {
  await app.untilReady();
  await app.ask('What is 3 * 3?');
  await expect(await app.untilAnswered()).toContainText('9');
}

/** Notes the folders that are opened, instead of opening them. */
async function foldersOpened(app: RunningApp): Promise<() => Promise<string[]>> {
  await app.electron.evaluate(({ shell }) => {
    const opened: string[] = [];
    Object.assign(globalThis, { opened });
    shell.openPath = (folder) => Promise.resolve(opened.push(folder)).then(() => '');
  });
  return () => app.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
}

const crashes = 'five crashes in two minutes; each button of the recovery screen';
test(crashes, { tag: '@fault', annotation: row('Killed', crashes) }, async ({ app, tally }) => {
  test.setTimeout(LONG_MS);
  for (const number of tally.tries({ quick: 1, full: 2 })) {
    await crashFiveTimes(app);

    const opened = await foldersOpened(app);
    await app.button('Open logs').click();
    await expect.poll(opened).toEqual([path.join(app.folder, 'profile', 'logs')]);

    const archive = path.join(app.folder, `diagnostics ${number}.zip`);
    await app.electron.evaluate(({ dialog }, file) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file });
    }, archive);
    await app.button('Save diagnostics').click();
    await app.button('Save archive').click();
    await expect(app.window.getByText('Diagnostics saved')).toBeVisible();
    expect(readFileSync(archive).subarray(0, 2).toString()).toBe('PK');
    await app.window.keyboard.press('Escape');

    await app.button('Restart the agent').click();
    await answersAgain(app);

    await crashFiveTimes(app);
    await app.button('Start without plug-ins').click();
    await answersAgain(app);
    await expect(app.window.getByText(/runs without plug-ins/)).toBeVisible();
    await app.button('Restart with plug-ins').click();
    await expect(app.window.getByText(/runs without plug-ins/)).toBeHidden();
    await answersAgain(app);
  }
});

const deadly = 'a plug-in ends the backend at each start: it starts without';
test(deadly, { tag: ['@fault', '@source'], annotation: row('Killed', deadly) }, async ({ folder, launch }) => {
  const app = await launch({ env: withPlugins(folder, { deadly: 'import os; os._exit(3)' }) });
  await untilFailed(app);
  await app.button('Start without plug-ins').click();
  await answersAgain(app);
  await expect(app.window.getByText(/runs without plug-ins/)).toBeVisible();
});

const hangs = 'a plug-in hangs at its import, another fails: both are left out, and told';
test(hangs, { tag: ['@fault', '@source'], annotation: row('Frozen', hangs) }, async ({ folder, launch }) => {
  const plugins = { hangs: 'import threading; threading.Event().wait()', broken: '1 / 0' };
  const app = await launch({ env: withPlugins(folder, plugins) });
  await expect(app.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  const told = app.window.getByRole('alert');
  await expect(told).toHaveCount(2);
  await expect(told.first()).toContainText('“hangs” was left out');
  await expect(told.first()).toContainText('did not load within 20 s');
  await expect(told.last()).toContainText('“broken” was left out');
  await answersAgain(app);
});

const damaged = 'a damaged database: kept aside, told to the user, a new one begun';
test(damaged, { tag: '@fault', annotation: row('The disk', damaged) }, async ({ folder, launch }) => {
  const first = await launch();
  await answersAgain(first);
  await first.quit();
  damage(path.join(folder, 'profile', 'data'));

  const app = await launch();
  const told = app.window.getByRole('alert');
  await expect(told).toContainText('could not be read', { timeout: PATIENCE_MS });
  const [, kept = ''] = /“([^”]*)”/.exec(await told.innerText()) ?? [];
  expect(readFileSync(kept).length).toBeGreaterThan(0);
  await answersAgain(app);
  await app.button(/^Dismiss/).click();
  await app.window.reload();
  await app.untilReady();
  await expect(app.window.getByRole('navigation').or(app.composer).first()).toBeVisible();
  await expect(told).toHaveCount(0);
});

/** Overwrites all that follows the header of the database. */
function damage(dataDir: string): void {
  const header = 'SQLite format 3';
  for (const name of readdirSync(dataDir)) {
    const file = path.join(dataDir, name);
    if (/-(wal|shm)$/.test(name)) continue;
    const content = readFileSync(file);
    if (content.subarray(0, header.length).toString() === header) writeFileSync(file, content.fill(0xff, 100));
  }
}

const second = 'a second start: the first window comes to the front, the second ends';
test(second, { tag: '@fault', annotation: row('Killed', second) }, async ({ app, target, tally }) => {
  for (const number of tally.tries({ quick: 1, full: 5 })) {
    await app.electron.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()[0]?.hide();
    });
    const other = spawnProduct(app.folder, plainProgram(target));
    const code = await new Promise((resolve) => other.once('exit', resolve));
    expect(code, `start number ${number + 2}`).toBe(0);
    const state = () =>
      app.electron.evaluate(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => [window.isVisible(), window.isFocused()]),
      );
    await expect.poll(state).toEqual([[true, true]]);
  }
});
