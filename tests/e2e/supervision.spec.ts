/** What users and systems do to processes: the window stays, the text stays, and nothing is left behind. */
import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { chooseWorkspace } from './support/dialogs';
import { processesOfApp } from './support/census';
import { secondsUntilGone } from './support/endings';
import { expect, largeWorkspace, row, test } from './support/trials';
import type { RunningApp } from './support/trials';

async function killShellAndCount(app: RunningApp): Promise<void> {
  expect(processesOfApp(app.pid, app.folder).length).toBeGreaterThan(2);
  const seconds = await secondsUntilGone(app.pid, app.folder, () => process.kill(app.pid, 'SIGKILL'));
  expect(seconds).toBeLessThanOrEqual(2);
}

test('the window shows at once, before the backend is there', async ({ launch }) => {
  const app = await launch();
  const state = await app.window.getByTestId('backend-state').getAttribute('data-state');
  expect(['starting', 'loading', 'connecting', 'ready']).toContain(state);
  await expect(app.composer).toBeVisible();
  await app.untilReady();
});

test('SIGKILL of the shell leaves no process', async ({ app }) => {
  await killShellAndCount(app);
});

test('SIGKILL of the shell leaves no process while an answer streams', async ({ app }) => {
  await app.ask('What can you do?');
  await expect(app.answers.last().locator('[data-part="text"]').first()).not.toBeEmpty();
  await killShellAndCount(app);
});

test('SIGKILL of the shell leaves no process while a tool runs', async ({ app }) => {
  await chooseWorkspace(app, largeWorkspace(app.folder));
  await app.ask('Search for "qwertz" in the files');
  await expect(app.tool('search_files')).toHaveAttribute('data-state', 'running');
  await killShellAndCount(app);
});

test('quitting leaves no process', async ({ app }) => {
  await app.ask('What is 1 + 1?');
  await app.untilAnswered();
  await app.quit();
});

const killed = 'kill -9 of the backend in mid-stream: restarted, the window stays, the text stays';
test(killed, { tag: '@fault', annotation: row('Killed', killed) }, async ({ app }) => {
  await app.ask('What can you do?');
  const answer = app.answers.last();
  const text = answer.locator('[data-part="text"]').first();
  // More than a second of text: that much is stored whatever happens.
  await expect.poll(async () => (await text.innerText()).length).toBeGreaterThan(300);
  const first = app.backendPid;
  process.kill(first, 'SIGKILL');
  await expect(app.window.getByTestId('backend-state')).not.toHaveAttribute('data-state', 'ready');
  await app.untilReady();
  expect(app.backendPid).not.toBe(first);
  await expect(app.answers.last()).toContainText(/interrupted/i);
  expect((await app.answers.last().locator('[data-part="text"]').first().innerText()).length).toBeGreaterThan(100);

  await app.answers.last().getByRole('button', { name: 'Retry' }).click();
  const again = await app.untilAnswered();
  await expect(again).toContainText(/no language model/i);
});

test('five crashes in two minutes: a recovery screen that says what to do, and works', async ({ app }) => {
  for (let crash = 0; crash < 5; crash += 1) await app.crashBackend();
  await expect(app.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'failed');
  const told = app.window.getByRole('main');
  await expect(told).toContainText(/5 times within 2 minutes.*no longer restarted by itself.*SIGKILL/s);
  await app.request('preferences:set', { language: 'de' });
  await expect(told).toContainText(/5-mal innerhalb von 2 Minuten.*nicht mehr von selbst neu gestartet/s);
  await app.request('preferences:set', { language: 'en' });
  await expect(app.button(/restart/i)).toBeVisible();
  await expect(app.button(/open logs/i)).toBeVisible();
  await expect(app.button(/diagnostics/i)).toBeVisible();
  await app.button(/restart/i).click();
  await app.untilReady();
  await app.ask('What is 3 * 3?');
  await expect(await app.untilAnswered()).toContainText('9');
});

function databaseIn(folder: string): string {
  const header = 'SQLite format 3';
  const names = readdirSync(folder).map((name) => path.join(folder, name));
  const database = names.find((name) => readFileSync(name).subarray(0, header.length).toString() === header);
  if (database === undefined) throw new Error(`there is no database in ${folder}`);
  return database;
}

const newer = 'a database newer than the program: refused with the reason, nothing is touched';
test(newer, { tag: '@fault', annotation: row('The disk', newer) }, async ({ folder, launch }) => {
  const first = await launch();
  await first.untilReady();
  await first.quit();
  const database = databaseIn(path.join(folder, 'profile', 'data'));
  const program = 'import sqlite3, sys; sqlite3.connect(sys.argv[1]).execute("PRAGMA user_version = 9999")';
  execFileSync(process.env['BACKEND_PYTHON'] ?? 'python3', ['-c', program, database]);
  const content = readFileSync(database);

  const second = await launch();
  await expect(second.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'failed', { timeout: 30_000 });
  await expect(second.window.getByText(/newer|later version/i).first()).toBeVisible();
  expect(readFileSync(database).equals(content)).toBe(true);
});

test('diagnostics are shown before they are saved, and hold no secret', async ({ app }) => {
  await app.ask('What is 123454321 + 1?');
  await app.untilAnswered();
  const saved = path.join(app.folder, 'diagnostics.zip');
  await app.electron.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file });
  }, saved);
  const preview = await app.request('diagnostics:preview');
  const everything = preview.files.map((file) => file.text).join('\n');
  expect(everything).not.toContain('123454321');
  expect(everything).toContain('electron');
  await app.request('diagnostics:save', preview.id);
  expect(readFileSync(saved).subarray(0, 2).toString()).toBe('PK');
});

test('a second launch brings the first window forward and ends', async ({ app, launch }) => {
  await expect(launch({ folder: app.folder })).rejects.toThrow();
  expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});
