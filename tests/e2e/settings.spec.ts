/** The settings page, and a model server written by others behind it. */
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { closeSettings, openSettings } from './support/dialogs';
import { expect, test } from './support/app';

const root = path.resolve(import.meta.dirname, '../..');

/** aimock: a model server for the OpenAI wire, written by others; answers from fixtures that we write. */
async function startModelServer(folder: string): Promise<{ url: string; stop: () => void }> {
  const fixtures = path.join(folder, 'fixtures');
  mkdirSync(fixtures, { recursive: true });
  writeFileSync(
    path.join(fixtures, 'answers.json'),
    JSON.stringify({
      fixtures: [
        {
          match: { userMessage: 'capital' },
          response: { content: 'The capital of France is Paris, by another model.' },
        },
        { match: {}, response: { content: 'ok' } },
      ],
    }),
  );
  const port = 20_000 + (process.pid % 20_000);
  const child = spawn(
    process.execPath,
    [path.join(root, 'node_modules/.bin/llmock'), '-p', String(port), '-f', fixtures, '-l', '5', '-c', '4'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  await new Promise<void>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (/listening|http:\/\//i.test(line)) resolve();
    });
    child.once('exit', (code) => {
      reject(new Error(`the model server ended with ${code}`));
    });
  });
  return { url: `http://127.0.0.1:${port}/v1`, stop: () => void child.kill() };
}

/** Every file below a folder that holds `text`. */
function filesHolding(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() === true)
    .filter((file) => readFileSync(file).includes(text));
}

test('an OpenAI-compatible server is set up, tested and used', async ({ app }) => {
  const server = await startModelServer(app.folder);
  try {
    await openSettings(app);
    await app.window.getByRole('combobox', { name: 'Provider' }).click();
    await app.window.getByRole('option', { name: /OpenAI/ }).click();
    await app.window.getByRole('textbox', { name: 'Base URL' }).fill(server.url);
    await app.window.getByRole('combobox', { name: 'Model' }).fill('test-model');
    await app.window.getByLabel(/^API key/).fill('sk-test-identity-0123456789');
    await app.button(/test/i).click();
    await expect(app.window.getByTestId('provider-test-result')).toHaveAttribute('data-ok', 'true');
    await app.button(/^save/i).click();
    await expect(app.button(/^save/i)).toBeDisabled();
    await expect(app.button(/^save/i)).toBeDisabled();
    await closeSettings(app);
    await app.ask('What is the capital of France?');
    await expect(await app.untilAnswered()).toContainText('The capital of France is Paris, by another model.');
    expect(filesHolding(path.join(app.folder, 'profile'), 'sk-test-identity-0123456789')).toEqual([]);
  } finally {
    server.stop();
  }
});

test('a wrong address is told in words, by the test button and by a run', async ({ app }) => {
  await openSettings(app);
  await app.window.getByRole('combobox', { name: 'Provider' }).click();
  await app.window.getByRole('option', { name: /OpenAI/ }).click();
  await app.window.getByRole('textbox', { name: 'Base URL' }).fill('http://127.0.0.1:9/v1');
  await app.window.getByRole('combobox', { name: 'Model' }).fill('test-model');
  await app.button(/test/i).click();
  await expect(app.window.getByTestId('provider-test-result')).toHaveAttribute('data-ok', 'false');
  await app.button(/^save/i).click();
  await expect(app.button(/^save/i)).toBeDisabled();
  await closeSettings(app);
  await app.ask('Hello?');
  const answer = await app.untilAnswered();
  await expect(answer).toContainText(/reach|connect/i);
  await expect(answer.getByRole('button', { name: 'Retry' })).toBeVisible();
});

test('theme and language change at once and outlive the app', async ({ launch }) => {
  const first = await launch();
  await first.untilReady();
  await openSettings(first);
  await first.window.getByText('Dark', { exact: true }).click();
  await expect(first.window.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await first.window.getByRole('combobox', { name: 'Language' }).click();
  await first.window.getByRole('option', { name: 'Deutsch' }).click();
  await expect(first.window.getByText('Einstellungen').first()).toBeVisible();
  await first.quit();

  const second = await launch();
  await expect(second.window.locator('html')).toHaveAttribute('data-mantine-color-scheme', 'dark');
  await expect(second.window.getByRole('button', { name: 'Einstellungen' })).toBeVisible();
});

test('the settings say which Electron and which folders are in use', async ({ app }) => {
  await openSettings(app);
  const version = await app.electron.evaluate(() => process.versions.electron);
  await expect(app.window.getByText(version).first()).toBeVisible();
  expect(execFileSync('id', ['-u'], { encoding: 'utf8' }).trim()).not.toBe('0');
});
