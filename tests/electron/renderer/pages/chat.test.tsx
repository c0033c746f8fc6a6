import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeBackend } from '../support/fakeBackend';
import { FakeShell, READY } from '../support/fakeShell';
import {
  answer,
  ask,
  badgeState,
  composer,
  inLastAnswer,
  lastAnswer,
  lastSent,
  openPage,
  openReadyPage,
  type Page,
} from '../support/page';
import { calculatorRun, conversation, detail, message, type EventBody } from '../support/recordings';

const token = (text: string): EventBody => ({ type: 'token', text, source: 'assistant' });

function backendWith(...conversations: FakeBackend['conversations']): FakeBackend {
  const backend = new FakeBackend();
  backend.conversations = conversations;
  return backend;
}

/** The runs that the backend was told to stop, in order. */
const cancels = (page: Page): string[] =>
  page.backend.received.filter((one) => one.type === 'run.cancel').map((one) => one.run_id);

test('the empty page shows what the agent can do, and a suggestion asks', async () => {
  const page = await openReadyPage();
  expect(screen.getByText('write_file')).toBeTruthy();
  expect(screen.getByText('Asks first')).toBeTruthy();
  await page.user.click(screen.getByRole('button', { name: 'What can you do?' }));
  expect(lastSent(page, 'run.start')).toMatchObject({ input: 'What can you do?' });
  expect(screen.getByRole('article', { name: 'You' }).textContent).toContain('What can you do?');
});

test('a question is answered piece by piece, with its tool folded', async () => {
  const page = await openReadyPage();
  await ask(page, 'What is 12 * (3 + 4)?');
  expect(lastAnswer().getAttribute('aria-busy')).toBe('true');
  expect(composer().value).toBe('');
  answer(page, 'run-1', 'c-1', calculatorRun('', '').slice(1));
  await waitFor(() => {
    expect(lastAnswer().getAttribute('aria-busy')).toBe('false');
  });
  expect(inLastAnswer().getByText('84', { selector: 'strong' })).toBeTruthy();
  const tool = lastAnswer().querySelector<HTMLElement>('[data-part="tool"][data-tool="calculator"]');
  if (tool === null) throw new Error('the tool call is not shown');
  expect(within(tool).queryByText('Arguments')).toBeNull();
  await page.user.click(within(tool).getAllByRole('button')[0] ?? tool);
  expect(within(tool).getByRole('group', { name: 'Arguments' }).textContent).toContain('"expression": "12 * (3 + 4)"');
  expect(within(tool).getByRole('group', { name: 'Result' }).textContent).toBe('84');
});

test('a screen reader is told the place of a message, for only some of a thread are in the page', async () => {
  const page = await openReadyPage();
  await ask(page, 'What is 12 * (3 + 4)?');
  const places = screen
    .getAllByRole('article')
    .map((one) => [one.getAttribute('aria-posinset'), one.getAttribute('aria-setsize')]);
  expect(places).toEqual([
    ['1', '2'],
    ['2', '2'],
  ]);
});

test('Shift+Enter makes a line; Enter that chooses a word of an input method does not send', async () => {
  const page = await openReadyPage();
  await page.user.type(composer(), 'one{Shift>}{Enter}{/Shift}two');
  expect(composer().value).toBe('one\ntwo');
  composer().dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, isComposing: true }));
  expect(lastSent(page, 'run.start')).toBeUndefined();
});

test('Esc stops; what had come stays, and Retry asks again', async () => {
  const page = await openReadyPage();
  await ask(page, 'Tell me a story');
  answer(page, 'run-1', 'c-1', [token('Once upon a time')]);
  await inLastAnswer().findByText('Once upon a time');
  await page.user.keyboard('{Escape}');
  expect(lastSent(page, 'run.cancel')).toEqual({ type: 'run.cancel', run_id: 'run-1' });
  page.backend.send({ type: 'run.cancelled', run_id: 'run-1', seq: 2, text: 'Once upon a time' });
  await inLastAnswer().findByText('Stopped');
  expect(inLastAnswer().getByText('Once upon a time')).toBeTruthy();
  await page.user.click(inLastAnswer().getByRole('button', { name: 'Retry' }));
  expect(lastSent(page, 'run.start')).toMatchObject({ input: 'Tell me a story', conversation_id: 'c-1' });
  expect(screen.getAllByRole('article', { name: 'Assistant' })).toHaveLength(2);
});

test('Stop while the socket is down stops the answer once it is back, and is not said again after that', async () => {
  const page = await openReadyPage();
  await ask(page, 'Tell me a story');
  answer(page, 'run-1', 'c-1', [token('Once upon a time')]);
  await inLastAnswer().findByText('Once upon a time');
  page.backend.opens = false;
  page.backend.socket.break();
  await page.user.click(screen.getByRole('button', { name: 'Stop' }));
  await waitFor(() => {
    expect(page.backend.sockets).toHaveLength(2);
  });
  expect(cancels(page)).toEqual([]);
  page.backend.socket.open();
  expect(cancels(page)).toEqual(['run-1']);
  page.backend.send({ type: 'run.cancelled', run_id: 'run-1', seq: 2, text: 'Once upon a time' });
  await inLastAnswer().findByText('Stopped');

  page.backend.socket.break();
  await waitFor(() => {
    expect(page.backend.sockets).toHaveLength(3);
  });
  page.backend.socket.open();
  expect(cancels(page)).toEqual(['run-1']);
});

test('a Stop that was lost with its socket is said again on the next one', async () => {
  const page = await openReadyPage();
  await ask(page, 'Tell me a story');
  answer(page, 'run-1', 'c-1', [token('Once upon a time')]);
  await inLastAnswer().findByText('Once upon a time');
  await page.user.click(screen.getByRole('button', { name: 'Stop' }));
  page.backend.socket.break();
  await waitFor(() => {
    expect(cancels(page)).toEqual(['run-1', 'run-1']);
  });
});

test('Stop before the run has a name stops it as soon as it has one', async () => {
  const page = await openReadyPage();
  await ask(page, 'Tell me a story');
  await page.user.click(screen.getByRole('button', { name: 'Stop' }));
  expect(cancels(page)).toEqual([]);
  page.backend.socket.break();
  await waitFor(() => {
    expect(page.backend.received.filter((one) => one.type === 'run.start')).toHaveLength(2);
  });
  answer(page, 'run-1', 'c-1', []);
  expect(cancels(page)).toEqual(['run-1']);
  await ask(page, 'Another');
  answer(page, 'run-2', 'c-1', []);
  expect(cancels(page)).toEqual(['run-1']);
});

test('a question that was refused is told with its reason, and retried in its place', async () => {
  const page = await openReadyPage();
  await ask(page, 'Hello?');
  page.backend.send({
    type: 'error',
    request_id: lastSent(page, 'run.start')?.request_id ?? null,
    run_id: null,
    problem: { type: 'busy', title: 'Too many runs', detail: 'Wait for one to end.', retryable: true, status: null },
  });
  await inLastAnswer().findByText('Too many runs');
  expect(inLastAnswer().getByText('Wait for one to end.')).toBeTruthy();
  await page.user.click(inLastAnswer().getByRole('button', { name: 'Retry' }));
  expect(screen.getAllByRole('article', { name: 'You' })).toHaveLength(1);
});

test('an answer that failed still says why when it is opened later', async () => {
  const problem = {
    type: 'model-unreachable',
    title: 'The model server at http://127.0.0.1:1/v1 cannot be reached.',
    detail: 'Nothing accepts connections there. Start the server.',
    retryable: true,
    status: null,
  };
  const page = await openReadyPage({
    backend: backendWith(
      detail(conversation('c-1', 'Hello?'), [
        message('m1', 'user', 'Hello?'),
        message('m2', 'assistant', '', { state: 'failed', parts: [], problem }),
      ]),
    ),
  });
  await page.user.click(await screen.findByText('Hello?'));
  await inLastAnswer().findByText(problem.title);
  expect(inLastAnswer().getByText(problem.detail)).toBeTruthy();
  expect(inLastAnswer().getByRole('button', { name: 'Retry' })).toBeTruthy();
});

function approvalOf(callId: string): EventBody[] {
  const call = { call_id: callId, name: 'write_file', arguments: { path: 'notes.txt', text: 'hello' } };
  return [
    { type: 'tool.request', ...call },
    { type: 'approval.request', ...call, why: 'It creates the file notes.txt.' },
  ];
}

const APPROVAL = approvalOf('w');

/** The calls on which the user's word was sent, in order. */
const replies = (page: Page): string[] =>
  page.backend.received.filter((one) => one.type === 'approval.reply').map((one) => one.call_id);

test('a tool asks first: why and with what is shown, the focus is there, and the answer is sent', async () => {
  const page = await openReadyPage();
  await ask(page, 'Write a note');
  answer(page, 'run-1', 'c-1', APPROVAL);
  const prompt = await screen.findByRole('group', { name: 'Allow “write_file”?' });
  expect(prompt.textContent).toContain('It creates the file notes.txt.');
  expect(within(prompt).getByRole('group', { name: 'path' }).textContent).toBe('notes.txt');
  expect(document.activeElement).toBe(prompt);
  await page.user.type(within(prompt).getByRole('textbox'), 'not there');
  await page.user.click(within(prompt).getByRole('button', { name: 'Deny' }));
  expect(lastSent(page, 'approval.reply')).toEqual({
    type: 'approval.reply',
    run_id: 'run-1',
    call_id: 'w',
    approved: false,
    reason: 'not there',
  });
  await waitFor(() => {
    expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull();
  });
  expect(document.activeElement).toBe(composer());
});

const approveButtons = (): HTMLElement[] => screen.getAllByRole('button', { name: 'Approve' });

test('a double click answers one question, not the next one, too, that has moved to its place', async () => {
  const page = await openReadyPage();
  await ask(page, 'Write two notes');
  answer(page, 'run-1', 'c-1', [...approvalOf('first'), ...approvalOf('second')]);
  await waitFor(() => {
    expect(approveButtons()).toHaveLength(2);
  });
  const [first, second] = approveButtons();
  if (first === undefined || second === undefined) throw new Error('nothing to click');
  fireEvent.click(first, { detail: 1 });
  fireEvent.click(second, { detail: 2 });
  expect(replies(page)).toEqual(['first']);
  second.focus();
  await page.user.keyboard('{Enter}');
  expect(replies(page)).toEqual(['first', 'second']);
});

test('an approval does not take the focus from someone who writes', async () => {
  const page = await openReadyPage();
  await ask(page, 'Write a note');
  await page.user.type(composer(), 'and then');
  answer(page, 'run-1', 'c-1', APPROVAL);
  await screen.findByRole('button', { name: 'Approve' });
  expect(document.activeElement).toBe(composer());
});

test('drafts are kept for each conversation', async () => {
  const page = await openReadyPage({
    backend: backendWith(
      detail(conversation('c-1', 'First'), [message('m', 'user', 'hi')]),
      detail(conversation('c-2', 'Second'), [message('n', 'user', 'ho')]),
    ),
  });
  await page.user.click(await screen.findByText('First'));
  await page.user.type(composer(), 'half a thought');
  await page.user.click(screen.getByText('Second'));
  expect(composer().value).toBe('');
  await page.user.click(screen.getByText('First'));
  expect(composer().value).toBe('half a thought');
});

test('what is typed while a new conversation gets its name stays with it', async () => {
  const page = await openReadyPage();
  await ask(page, 'Hello');
  await page.user.type(composer(), 'and');
  answer(page, 'run-1', 'c-1', []);
  await waitFor(() => {
    expect(page.services.threads.current.get().get().conversationId).toBe('c-1');
  });
  await page.user.type(composer(), ' then');
  await page.user.click(screen.getByRole('button', { name: 'New conversation' }));
  expect(composer().value).toBe('');
  expect(page.services.drafts.get('c-1')).toBe('and then');
});

test('a run goes on behind another conversation, and nothing of it is missing', async () => {
  const page = await openReadyPage({
    backend: backendWith(detail(conversation('c-2', 'Second'), [message('n', 'assistant', 'ho')])),
  });
  await ask(page, 'Count');
  answer(page, 'run-1', 'c-1', [token('one ')]);
  await inLastAnswer().findByText('one');
  page.backend.conversations.push(detail(conversation('c-1', 'Count', { active_run_id: 'run-1' }), []));
  await page.user.click(await screen.findByText('Second'));
  await screen.findByText('ho');
  page.backend.send({ type: 'token', run_id: 'run-1', seq: 2, text: 'two ', source: 'assistant' });
  await page.services.conversations.refresh();
  await page.user.click(await screen.findByText('Count', { selector: '.conversation-title' }));
  page.backend.send({ type: 'token', run_id: 'run-1', seq: 3, text: 'three', source: 'assistant' });
  await inLastAnswer().findByText('one two three');
});

test('a run that is found going on is built from its events, without doubling what was stored', async () => {
  const stored = message('m2', 'assistant', 'one two', { run_id: 'run-9', state: 'running' });
  const page = await openReadyPage({
    backend: backendWith(
      detail(conversation('c-1', 'Count', { active_run_id: 'run-9' }), [message('m1', 'user', 'Count'), stored]),
    ),
  });
  await page.user.click(await screen.findByText('Count'));
  await inLastAnswer().findByText('one two');
  await waitFor(() => {
    expect(lastSent(page, 'run.resume')).toEqual({ type: 'run.resume', run_id: 'run-9', after: -1, whole_text: false });
  });
  page.backend.send(
    { type: 'run.started', run_id: 'run-9', seq: 0, request_id: 'r', conversation_id: 'c-1', agent: 'assistant' },
    { type: 'token', run_id: 'run-9', seq: 1, text: 'one two ', source: 'assistant' },
    { type: 'token', run_id: 'run-9', seq: 2, text: 'three', source: 'assistant' },
  );
  await inLastAnswer().findByText('one two three');
  expect(screen.getAllByRole('article', { name: 'Assistant' })).toHaveLength(1);
});

test('a backend that dies: the run is interrupted with its text, a banner counts, typing goes on', async () => {
  const page = await openReadyPage();
  await ask(page, 'Tell me a story');
  answer(page, 'run-1', 'c-1', [token('Once upon a time')]);
  await inLastAnswer().findByText('Once upon a time');
  page.backend.conversations = [
    detail(conversation('c-1', 'Tell me a story'), [
      message('m1', 'user', 'Tell me a story'),
      message('m2', 'assistant', 'Once upon a', { state: 'interrupted' }),
    ]),
  ];
  page.shell.setStatus({ state: 'backing-off', attempt: 1, retryInMs: 4_000, connection: null });
  await inLastAnswer().findByText('Interrupted');
  expect(badgeState()).toBe('restarting');
  expect(screen.getByText(/will be started again in \d seconds?/)).toBeTruthy();
  await page.user.type(composer(), 'I wait');
  expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Send' }).disabled).toBe(true);
  expect(inLastAnswer().getByRole<HTMLButtonElement>('button', { name: 'Retry' }).disabled).toBe(true);

  page.shell.setStatus({ ...READY, connection: { generation: 2, port: 4712, token: 'other' } });
  await waitFor(() => {
    expect(badgeState()).toBe('ready');
  });
  await inLastAnswer().findByText('Once upon a');
  await page.user.click(inLastAnswer().getByRole('button', { name: 'Retry' }));
  expect(lastSent(page, 'run.start')).toMatchObject({ input: 'Tell me a story' });
  expect(composer().value).toBe('I wait');
});

test('a question that was on its way when the socket broke is sent again, by the same name', async () => {
  const page = await openReadyPage();
  await ask(page, 'Did it arrive?');
  const first = lastSent(page, 'run.start');
  page.backend.socket.break();
  await waitFor(() => {
    expect(page.backend.received.filter((one) => one.type === 'run.start')).toEqual([first, first]);
  });
  answer(page, 'run-1', 'c-1', [token('Yes')]);
  await inLastAnswer().findByText('Yes');
  expect(screen.getAllByRole('article', { name: 'You' })).toHaveLength(1);
});

test('a question that was on its way when the backend died is looked for in the store', async () => {
  const page = await openReadyPage();
  await ask(page, 'Did it arrive?');
  const at = new Date().toISOString();
  page.backend.conversations = [
    detail(conversation('c-1', 'Did it arrive?', { created_at: at }), [
      message('m1', 'user', 'Did it arrive?', { created_at: at }),
      message('m2', 'assistant', 'Yes, it', { run_id: 'run-1', state: 'interrupted', created_at: at }),
    ]),
  ];
  page.shell.setStatus({ connection: { generation: 2, port: 4712, token: 'other' } });
  await screen.findByText('Yes, it');
  expect(inLastAnswer().getByText('Interrupted')).toBeTruthy();
  expect(page.backend.received.filter((one) => one.type === 'run.start')).toHaveLength(1);
});

test('a question that did not arrive stays, and can be asked again', async () => {
  const page = await openReadyPage();
  await ask(page, 'Did it arrive?');
  page.shell.setStatus({ connection: { generation: 2, port: 4712, token: 'other' } });
  await inLastAnswer().findByText('It is not certain that your message arrived');
  await page.user.click(inLastAnswer().getByRole('button', { name: 'Retry' }));
  expect(page.backend.received.filter((one) => one.type === 'run.start')).toHaveLength(2);
});

test('before the backend is there one can write, and is told why it is not sent', async () => {
  const shell = new FakeShell();
  shell.status = { ...READY, state: 'starting', engine: 'loading', connection: null };
  const page = await openPage({ shell });
  expect(badgeState()).toBe('starting');
  await ask(page, 'Already?');
  expect(composer().value).toBe('Already?');
  expect(screen.getByText('The agent is starting. You can write already.')).toBeTruthy();
  expect(screen.getAllByRole('group', { name: 'Loading' }).length).toBeGreaterThan(0);
  shell.setStatus(READY);
  await waitFor(() => {
    expect(badgeState()).toBe('ready');
  });
  await page.user.click(screen.getByRole('button', { name: 'Send' }));
  expect(lastSent(page, 'run.start')).toMatchObject({ input: 'Already?' });
});

test('a screen reader hears sentences, not tokens, and the end', async () => {
  const page = await openReadyPage();
  const region = screen.getByTestId('announcer');
  expect(region.getAttribute('aria-live')).toBe('polite');
  await ask(page, 'Speak');
  await waitFor(() => {
    expect(region.textContent).toBe('The assistant is answering.');
  });
  answer(page, 'run-1', 'c-1', [
    token('First **sentence**. Sec'),
    token('ond one.'),
    { type: 'run.finished', text: '', usage: { input_tokens: 0, output_tokens: 0 }, finish_reason: 'stop' },
  ]);
  await waitFor(() => {
    expect(region.textContent).toBe('First sentence . Second one. The answer is complete.');
  });
});
