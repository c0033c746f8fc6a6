import { screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeBackend } from '../support/fakeBackend';
import { composer, openReadyPage, type Page } from '../support/page';
import { conversation, detail, message } from '../support/recordings';

async function pageWithTwo(): Promise<Page> {
  const backend = new FakeBackend();
  const now = new Date().toISOString();
  backend.conversations = [
    detail(conversation('c-1', 'The roof', { updated_at: now }), [message('m', 'assistant', 'Tiles.')]),
    detail(conversation('c-2', 'Old ideas', { updated_at: '2020-02-03T10:00:00.000Z' }), []),
  ];
  return openReadyPage({ backend });
}

const list = () => within(screen.getByRole('navigation', { name: 'Conversations' }));

async function choose(page: Page, title: string, item: string): Promise<void> {
  await page.user.click(await list().findByRole('button', { name: `Actions for ${title}` }));
  await page.user.click(await screen.findByRole('menuitem', { name: item }));
}

test('conversations stand under their days', async () => {
  await pageWithTwo();
  await list().findByText('The roof');
  expect(
    list()
      .getAllByRole('heading', { level: 2 })
      .map((heading) => heading.textContent),
  ).toEqual(['Today', 'February 2020']);
});

test('a long list shows its newest, and more when asked', async () => {
  const backend = new FakeBackend();
  backend.conversations = Array.from({ length: 130 }, (_, index) =>
    detail(conversation(`c-${index}`, `Talk ${index}`, { updated_at: new Date(1e12 + index).toISOString() }), []),
  );
  const page = await openReadyPage({ backend });
  await list().findByText('Talk 129');
  expect(list().queryByText('Talk 29')).toBeNull();
  await page.user.click(list().getByRole('button', { name: 'Show older' }));
  expect(list().getByText('Talk 0')).toBeTruthy();
  expect(list().queryByRole('button', { name: 'Show older' })).toBeNull();
});

test('a conversation is opened and marked', async () => {
  const page = await pageWithTwo();
  await page.user.click(await list().findByRole('button', { name: 'The roof' }));
  await screen.findByText('Tiles.');
  expect(list().getByRole('button', { name: 'The roof' }).getAttribute('aria-current')).toBe('page');
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('The roof');
});

test('renaming: Enter keeps the new title, Escape the old one', async () => {
  const page = await pageWithTwo();
  await choose(page, 'The roof', 'Rename');
  const field = await list().findByRole('textbox', { name: 'New title' });
  await page.user.clear(field);
  await page.user.type(field, 'The new roof{Enter}');
  await list().findByText('The new roof');
  expect(page.backend.requests).toContain('PATCH /conversations/c-1');

  await choose(page, 'The new roof', 'Rename');
  await page.user.type(await list().findByRole('textbox', { name: 'New title' }), 'never{Escape}');
  await list().findByText('The new roof');
  expect(page.backend.requests.filter((request) => request.startsWith('PATCH'))).toHaveLength(1);
});

test('deleting asks, and deletes', async () => {
  const page = await pageWithTwo();
  await page.user.click(await list().findByRole('button', { name: 'The roof' }));
  await screen.findByText('Tiles.');
  await choose(page, 'The roof', 'Delete');
  await page.user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }));
  await waitFor(() => {
    expect(list().queryByText('The roof')).toBeNull();
  });
  expect(screen.queryByText('Tiles.')).toBeNull();
  expect(composer()).toBeTruthy();
});

test('a failure is told, and the list stays as it was', async () => {
  const page = await pageWithTwo();
  page.backend.override = (method) =>
    method === 'DELETE'
      ? {
          status: 500,
          body: { type: 'disk', title: 'The disk is full', detail: 'Free some space.', retryable: true, status: 500 },
        }
      : undefined;
  await choose(page, 'The roof', 'Delete');
  await page.user.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('The conversation could not be deleted');
  expect(alert.textContent).toContain('The disk is full. Free some space.');
  expect(list().getByText('The roof')).toBeTruthy();
});

test('exporting hands the text to the shell to save', async () => {
  const page = await pageWithTwo();
  await choose(page, 'The roof', 'Export as Markdown');
  await screen.findByText('Conversation saved');
  expect(page.shell.requests.find((request) => request.name === 'file:save')?.args).toEqual([
    { suggestedName: 'The roof.md', text: '# The roof\n' },
  ]);
});

test('a file that cannot be written is told as the shell tells it', async () => {
  const page = await pageWithTwo();
  page.shell.answers['file:save'] = () => {
    // eslint-disable-next-line @typescript-eslint/only-throw-error -- as the bridge hands it over
    throw { code: 'file-not-written', message: 'The file could not be written. Choose another folder. (EACCES)' };
  };
  await choose(page, 'The roof', 'Export as Markdown');
  expect((await screen.findByRole('alert')).textContent).toBe(
    'The conversation could not be exportedThe file could not be written. Choose another folder. (EACCES)',
  );
});

test('searching shows where the words are, and leads there', async () => {
  const page = await pageWithTwo();
  page.backend.hits = [
    { conversation: conversation('c-1', 'The roof'), message_id: 'm', snippet: 'Tiles for the roof' },
    { conversation: conversation('c-2', 'Old ideas'), message_id: null, snippet: 'Old ideas' },
  ];
  await page.user.type(screen.getByRole('textbox', { name: 'Search conversations' }), 'tiles');
  await list().findByText('2 matches');
  expect(list().getByText('Tiles', { selector: 'mark' })).toBeTruthy();
  expect(list().getAllByText('Old ideas')).toHaveLength(1);
  expect(list().queryByText('roof', { selector: 'mark' })).toBeNull();
  await page.user.click(list().getByText('Tiles', { selector: 'mark' }));
  await screen.findByText('Tiles.');

  await page.user.type(screen.getByRole('textbox', { name: 'Search conversations' }), ' ideas');
  expect(list().getByText('ideas', { selector: 'mark' })).toBeTruthy();

  page.backend.hits = [];
  await page.user.clear(screen.getByRole('textbox', { name: 'Search conversations' }));
  await page.user.type(screen.getByRole('textbox', { name: 'Search conversations' }), 'tiles (none)');
  await list().findByText('Nothing found for “tiles (none)”');
  await page.user.keyboard('{Escape}');
  await list().findByText('Today');
});

test('a conversation that cannot be read says so, and can be tried again', async () => {
  const page = await pageWithTwo();
  page.backend.override = (_method, path) => {
    if (path === '/conversations/c-1') throw new TypeError('Failed to fetch');
    return undefined;
  };
  await page.user.click(await list().findByRole('button', { name: 'The roof' }));
  expect((await screen.findByRole('alert')).textContent).toContain('The agent did not answer');
  page.backend.override = () => undefined;
  await page.user.click(screen.getByRole('button', { name: 'Try again' }));
  await screen.findByText('Tiles.');
});
