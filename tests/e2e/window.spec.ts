/** The window itself: a page that crashes, the menu, and the place where the window opens. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './support/app';
import type { RunningApp } from './support/app';

interface Rectangle {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Answers every message box with its first button, and notes its message; returns what was noted so far. */
async function answerMessageBoxes(app: RunningApp): Promise<() => Promise<string[]>> {
  await app.electron.evaluate(({ dialog }) => {
    const shown: string[] = [];
    (globalThis as unknown as { shown: string[] }).shown = shown;
    dialog.showMessageBox = (...args: unknown[]) => {
      shown.push((args.at(-1) as { message: string }).message);
      return Promise.resolve({ response: 0, checkboxChecked: false });
    };
  });
  return () => app.electron.evaluate(() => (globalThis as unknown as { shown: string[] }).shown);
}

function crashPage(app: RunningApp): Promise<void> {
  return app.electron.evaluate(({ BrowserWindow }) => {
    BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer();
  });
}

/** Evaluates in the page through main: Playwright gives a page up for good once it has crashed. */
function inPage<T>(app: RunningApp, expression: string): Promise<T> {
  return app.electron.evaluate(
    ({ BrowserWindow }, source) =>
      BrowserWindow.getAllWindows()[0]?.webContents.executeJavaScript(source) as Promise<T>,
    expression,
  );
}

const ANSWER = `[...document.querySelectorAll('[role=log] article')].at(-1)?.innerText ?? ''`;
const IS_BUSY = `document.querySelector('[role=log] article[aria-busy=true]') !== null`;

test('a page that crashes in mid-stream is loaded again with its conversation, and the answer goes on without a gap', async ({
  app,
}) => {
  const messages = await answerMessageBoxes(app);
  await app.ask('What can you do?');
  const text = app.answers.last().locator('[data-part="text"]').first();
  await expect.poll(async () => (await text.innerText()).length).toBeGreaterThan(100);
  const before = await text.innerText();
  const backend = app.backendPid;
  await crashPage(app);
  await expect.poll(messages).toEqual(['The window stopped working and was loaded again']);
  await expect.poll(() => inPage<string>(app, ANSWER)).toContain(before.slice(0, 80));
  await expect.poll(() => inPage<boolean>(app, IS_BUSY), { timeout: 60_000 }).toBe(false);
  const whole = await inPage<string>(app, ANSWER);
  expect(whole.length).toBeGreaterThan(before.length);
  expect(whole.split(before.slice(0, 80))).toHaveLength(2);
  expect(whole).not.toMatch(/interrupted|failed/i);
  expect(app.backendPid).toBe(backend);
});

test('a page that crashes again and again is not loaded in a circle: the user is asked', async ({ app }) => {
  const messages = await answerMessageBoxes(app);
  for (let crash = 1; crash <= 3; crash += 1) {
    await crashPage(app);
    await expect.poll(async () => (await messages()).length).toBe(crash);
  }
  expect((await messages()).at(-1)).toBe('The window stopped working');
  await expect.poll(() => inPage<boolean>(app, `document.querySelector('textarea') !== null`)).toBe(true);
});

test('the page cannot download', async ({ app, folder }) => {
  await app.window.evaluate(() => {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob(['text']));
    link.download = 'text.txt';
    link.click();
  });
  const log = path.join(folder, 'profile', 'logs', 'shell.log');
  await expect.poll(() => readFileSync(log, 'utf8')).toContain('a download was denied');
});

async function chooseInMenu(app: RunningApp, command: string): Promise<void> {
  await app.electron.evaluate(({ BrowserWindow, Menu }, id) => {
    const item = Menu.getApplicationMenu()?.getMenuItemById(id);
    if (!item) throw new Error(`the menu has no ${id}`);
    (item.click as (event: undefined, window: unknown) => void)(undefined, BrowserWindow.getAllWindows()[0]);
  }, command);
}

test('every command of the menu does what it says', async ({ app }) => {
  await app.ask('What is 2 + 2?');
  await app.untilAnswered();
  await chooseInMenu(app, 'open-settings');
  await expect(app.window.getByRole('heading', { name: 'Settings', exact: true })).toBeVisible();
  await chooseInMenu(app, 'new-conversation');
  await expect(app.composer).toBeFocused();
  await expect(app.answers).toHaveCount(0);
  await chooseInMenu(app, 'search-conversations');
  await expect(app.window.getByRole('textbox', { name: 'Search conversations' })).toBeFocused();
  await chooseInMenu(app, 'show-shortcuts');
  await expect(app.window.getByRole('dialog', { name: /shortcuts/i })).toBeVisible();
  await app.window.keyboard.press('Escape');
  await chooseInMenu(app, 'show-diagnostics');
  await expect(app.window.getByRole('dialog', { name: /diagnostics/i })).toBeVisible();
});

test('the menu speaks the language that the user chose, at once', async ({ app }) => {
  const labels = () =>
    app.electron.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);
  expect(await labels()).toEqual(['File', 'Edit', 'View', 'Help']);
  await app.request('preferences:set', { language: 'de' });
  expect(await labels()).toEqual(['Datei', 'Bearbeiten', 'Ansicht', 'Hilfe']);
});

function boundsOf(app: RunningApp): Promise<Rectangle | undefined> {
  return app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getBounds());
}

test('the window opens where it was', async ({ folder, launch }) => {
  const first = await launch();
  const wanted = { x: 60, y: 40, width: 800, height: 600 };
  await first.electron.evaluate(({ BrowserWindow }, bounds) => {
    BrowserWindow.getAllWindows()[0]?.setBounds(bounds);
  }, wanted);
  await expect.poll(() => boundsOf(first)).toEqual(wanted);
  await first.quit();
  expect(JSON.parse(readFileSync(path.join(folder, 'profile', 'window.json'), 'utf8'))).toEqual({
    bounds: wanted,
    maximized: false,
  });
  const second = await launch();
  expect(await boundsOf(second)).toEqual(wanted);
});

test('a window whose screen is gone opens on one that is there', async ({ folder, launch }) => {
  await (await launch()).quit();
  const state = { bounds: { x: 9_000, y: 5_000, width: 800, height: 600 }, maximized: false };
  writeFileSync(path.join(folder, 'profile', 'window.json'), JSON.stringify(state));
  const app = await launch();
  const isOnScreen = await app.electron.evaluate(({ BrowserWindow, screen }) => {
    const bounds = BrowserWindow.getAllWindows()[0]?.getBounds() ?? { x: -1, y: -1, width: 0, height: 0 };
    const { workArea } = screen.getDisplayMatching(bounds);
    return bounds.x >= workArea.x && bounds.y >= workArea.y && bounds.x + bounds.width <= workArea.x + workArea.width;
  });
  expect(isOnScreen).toBe(true);
});
