import { cleanup, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeBackend } from '../support/fakeBackend';
import { ask, composer, answer, inLastAnswer, lastSent, openReadyPage, type Page } from '../support/page';
import { conversation, detail, message } from '../support/recordings';

function backendWithTwo(): FakeBackend {
  const backend = new FakeBackend();
  backend.conversations = [
    detail(conversation('c-1', 'The roof'), [message('m', 'assistant', 'Tiles.')]),
    detail(conversation('c-2', 'The garden'), [message('n', 'assistant', 'Roses.')]),
  ];
  return backend;
}

/** The page goes, with all that it held, and is there again; the window's own storage stays. */
function reload({ backend, shell }: Page): Promise<Page> {
  cleanup();
  return openReadyPage({ backend, shell });
}

test('the conversation that was on screen is there again, before the others', async () => {
  const page = await openReadyPage({ backend: backendWithTwo() });
  await page.user.click(await screen.findByRole('button', { name: 'The roof' }));
  await screen.findByText('Tiles.');
  await reload(page);
  await screen.findByText('Tiles.');
  expect(screen.getByRole('heading', { level: 1 }).textContent).toBe('The roof');
});

test('an answer that was being written goes on in it', async () => {
  const page = await openReadyPage();
  await ask(page, 'Count');
  answer(page, 'run-1', 'c-1', [{ type: 'token', text: 'one ', source: 'assistant' }]);
  await inLastAnswer().findByText('one');
  page.backend.conversations = [
    detail(conversation('c-1', 'Count', { active_run_id: 'run-1' }), [
      message('m1', 'user', 'Count'),
      message('m2', 'assistant', 'one ', { run_id: 'run-1', state: 'running' }),
    ]),
  ];
  const again = await reload(page);
  await waitFor(() => {
    expect(lastSent(again, 'run.resume')).toEqual({
      type: 'run.resume',
      run_id: 'run-1',
      after: -1,
      whole_text: false,
    });
  });
  again.backend.send(
    { type: 'run.started', run_id: 'run-1', seq: 0, request_id: 'r', conversation_id: 'c-1', agent: 'assistant' },
    { type: 'token', run_id: 'run-1', seq: 1, text: 'one ', source: 'assistant' },
    { type: 'token', run_id: 'run-1', seq: 2, text: 'two', source: 'assistant' },
  );
  await inLastAnswer().findByText('one two');
  expect(screen.getAllByRole('article', { name: 'Assistant' })).toHaveLength(1);
});

test('after a new conversation was begun, a reload stays with it', async () => {
  const page = await openReadyPage({ backend: backendWithTwo() });
  await page.user.click(await screen.findByRole('button', { name: 'The roof' }));
  await screen.findByText('Tiles.');
  await page.user.click(screen.getByRole('button', { name: 'New conversation' }));
  await reload(page);
  await screen.findByRole('button', { name: 'The roof' });
  expect(screen.queryByText('Tiles.')).toBeNull();
});

test('one that was deleted in the meantime is forgotten without a word', async () => {
  const page = await openReadyPage({ backend: backendWithTwo() });
  await page.user.click(await screen.findByRole('button', { name: 'The roof' }));
  await screen.findByText('Tiles.');
  page.backend.conversations.shift();
  const again = await reload(page);
  await screen.findByRole('button', { name: 'What can you do?' });
  expect(screen.queryByRole('alert')).toBeNull();
  expect(sessionStorage).toHaveLength(0);
  await again.user.type(composer(), 'and on');
  expect(composer().value).toBe('and on');
});
