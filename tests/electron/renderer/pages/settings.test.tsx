import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import type { ShellError } from '../../../../electron/shared/ipc';
import { badgeState, openReadyPage, type Page } from '../support/page';

async function openSettings(): Promise<Page> {
  const page = await openReadyPage();
  await page.user.click(screen.getByRole('button', { name: 'Settings' }));
  await screen.findByRole('heading', { name: 'Settings' });
  return page;
}

async function chooseOpenAi(page: Page): Promise<void> {
  await page.user.click(screen.getByRole('combobox', { name: 'Provider' }));
  await page.user.click(await screen.findByRole('option', { name: /OpenAI/ }));
}

test('a model server is entered, tested and saved; its key goes nowhere but to the backend', async () => {
  const page = await openSettings();
  await chooseOpenAi(page);
  expect(screen.getByText(/no keychain: the key is kept until you quit/)).toBeTruthy();
  await page.user.type(screen.getByRole('textbox', { name: 'Base URL' }), 'http://127.0.0.1:11434/v1');
  await page.user.type(screen.getByLabelText('Model'), 'small-model');
  await page.user.type(screen.getByLabelText(/^API key/), 'sk-1');
  expect(screen.getByText('Not saved yet')).toBeTruthy();
  await page.user.click(screen.getByRole('button', { name: 'Test connection' }));
  const result = await screen.findByTestId('provider-test-result');
  expect(result.getAttribute('data-ok')).toBe('true');
  await page.user.click(screen.getByRole('button', { name: 'Save' }));
  await screen.findByText('Saved');
  expect(page.backend.settings).toMatchObject({ provider: 'openai-compatible', model: 'small-model' });
  expect(page.backend.requests).toContain('PUT /providers/openai-compatible/key');
  expect(JSON.stringify(page.shell.requests)).not.toContain('sk-1');
  expect(screen.queryByText('Not saved yet')).toBeNull();
});

test('what is missing is told, and cannot be saved', async () => {
  const page = await openSettings();
  await chooseOpenAi(page);
  expect(screen.getByText('Enter the address of the server.')).toBeTruthy();
  await page.user.type(screen.getByRole('textbox', { name: 'Base URL' }), 'localhost');
  expect(screen.getByText('Enter an address that begins with http:// or https://')).toBeTruthy();
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
});

test('a save that fails is told, and nothing that was typed is lost, even by a look at another page', async () => {
  const page = await openSettings();
  await chooseOpenAi(page);
  await page.user.type(screen.getByRole('textbox', { name: 'Base URL' }), 'http://127.0.0.1:1/v1');
  await page.user.type(screen.getByLabelText('Model'), 'm');
  page.backend.override = (method, path) =>
    method === 'PATCH' && path === '/settings'
      ? {
          status: 422,
          body: { type: 'bad', title: 'Not accepted', detail: 'Look again.', retryable: false, status: 422 },
        }
      : undefined;
  await page.user.click(screen.getByRole('button', { name: 'Save' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Not accepted. Look again.');
  await page.user.keyboard('{Escape}');
  await page.user.click(await screen.findByRole('button', { name: 'Settings' }));
  expect(screen.getByRole<HTMLInputElement>('textbox', { name: 'Base URL' }).value).toBe('http://127.0.0.1:1/v1');
  expect(screen.getByText('Not saved yet')).toBeTruthy();
});

test('while a save goes on it is not told as done', async () => {
  const page = await openSettings();
  await chooseOpenAi(page);
  await page.user.type(screen.getByRole('textbox', { name: 'Base URL' }), 'http://127.0.0.1:1/v1');
  await page.user.type(screen.getByLabelText('Model'), 'm');
  let store: (answer: undefined) => void = () => undefined;
  const waiting = new Promise<undefined>((resolve) => {
    store = resolve;
  });
  page.backend.override = (method) => (method === 'PATCH' ? waiting : undefined);
  const save = screen.getByRole<HTMLButtonElement>('button', { name: 'Save' });
  await page.user.click(save);
  await screen.findByText('Saving');
  expect(save.disabled).toBe(false);
  await page.user.click(save);
  store(undefined);
  await screen.findByText('Saved');
  expect(save.disabled).toBe(true);
  expect(page.backend.requests.filter((request) => request.startsWith('PATCH'))).toHaveLength(1);
});

test('theme and language change at once', async () => {
  const page = await openSettings();
  await page.user.click(screen.getByRole('radio', { name: 'Dark' }));
  await waitFor(() => {
    expect(document.documentElement.getAttribute('data-mantine-color-scheme')).toBe('dark');
  });
  await page.user.click(screen.getByRole('combobox', { name: 'Language' }));
  await page.user.click(await screen.findByRole('option', { name: 'Deutsch' }));
  await screen.findByRole('heading', { name: 'Einstellungen' });
  expect(document.documentElement.lang).toBe('de');
});

test('a workspace is chosen and given up', async () => {
  const page = await openSettings();
  await page.user.click(screen.getByRole('button', { name: 'Choose a folder' }));
  await screen.findByText('/home/zoë/Documents/测试');
  expect(page.backend.settings.workspace).toBe('/home/zoë/Documents/测试');
  await page.user.click(screen.getByRole('button', { name: 'Stop sharing' }));
  await screen.findByText('No folder chosen: the agent sees no files.');
  expect(page.backend.settings.workspace).toBeNull();
});

test('a dialog that was cancelled changes nothing', async () => {
  const page = await openSettings();
  page.shell.answers['workspace:choose'] = () => null;
  await page.user.click(screen.getByRole('button', { name: 'Choose a folder' }));
  expect(page.backend.requests.filter((request) => request.startsWith('PATCH'))).toEqual([]);
});

test('diagnostics show every file before they are saved', async () => {
  const page = await openSettings();
  await page.user.click(screen.getByRole('button', { name: 'Preview diagnostics' }));
  const dialog = within(await screen.findByRole('dialog', { name: 'Diagnostics' }));
  await dialog.findByText(/"app": "1.2.3"/);
  await page.user.click(dialog.getByRole('tab', { name: /backend\.log/ }));
  expect(await dialog.findByText(/listening/)).toBeTruthy();
  expect(page.shell.requests.some((request) => request.name === 'diagnostics:save')).toBe(false);
  await page.user.click(dialog.getByRole('button', { name: 'Save archive' }));
  await screen.findByText('Diagnostics saved');
});

test('about names the versions, and opens links through the shell', async () => {
  const page = await openSettings();
  expect((await screen.findByText(/Electron 45\.4\.1/)).textContent).toContain('Chromium 156');
  await page.user.click(screen.getByRole('link', { name: 'Privacy' }));
  expect(page.shell.requests.at(-1)).toEqual({ name: 'external:open', args: ['https://armature.example/privacy'] });
});

test('the recovery screen says what, and what to do; restart, logs and diagnostics are at hand', async () => {
  const page = await openReadyPage();
  page.shell.setStatus({
    state: 'failed',
    connection: null,
    problem: {
      code: 'database-newer',
      message: 'A later version wrote the data.',
      remedy: 'Install the latest version.',
      canRestart: true,
    },
  });
  await screen.findByRole('heading', { name: 'The agent cannot run' });
  expect(badgeState()).toBe('failed');
  expect(screen.getByText('A later version wrote the data.')).toBeTruthy();
  expect(screen.getByText('Install the latest version.')).toBeTruthy();
  await page.user.click(screen.getByRole('button', { name: 'Open logs' }));
  await page.user.click(screen.getByRole('button', { name: 'Restart the agent' }));
  await page.user.click(screen.getByRole('button', { name: 'Start without plug-ins' }));
  expect(page.shell.requests.map((request) => request.name)).toEqual(
    expect.arrayContaining(['logs:open', 'backend:restart', 'backend:start-without-plugins']),
  );
  await page.user.click(screen.getByRole('button', { name: 'Save diagnostics' }));
  await screen.findByRole('dialog', { name: 'Diagnostics' });
});

test('where a new start cannot help, the recovery screen offers to quit instead', async () => {
  const page = await openReadyPage();
  page.shell.setStatus({
    state: 'failed',
    connection: null,
    problem: { code: 'payload-altered', message: 'Files changed.', remedy: 'Install it again.', canRestart: false },
  });
  await page.user.click(await screen.findByRole('button', { name: 'Quit' }));
  expect(page.shell.requests.at(-1)).toEqual({ name: 'app:quit', args: [] });
  expect(screen.queryByRole('button', { name: 'Restart the agent' })).toBeNull();
  expect(screen.getByRole('button', { name: 'Save diagnostics' })).toBeTruthy();
});

test('a restart that the shell refuses is told, with its reason', async () => {
  const page = await openReadyPage();
  const refusal: ShellError = { code: 'not-allowed', message: 'The page may not ask for this.' };
  page.shell.answers['backend:restart'] = () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- the bridge hands over plain data, not errors
    throw refusal;
  };
  page.shell.setStatus({
    state: 'failed',
    connection: null,
    problem: { code: 'gave-up', message: 'It failed five times.', remedy: 'Restart it.', canRestart: true },
  });
  await page.user.click(await screen.findByRole('button', { name: 'Restart the agent' }));
  await screen.findByText('The agent could not be restarted');
  expect(screen.getByText(/The page may not ask for this/)).toBeTruthy();
});
