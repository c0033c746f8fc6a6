// @vitest-environment node
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Connection } from '../../../../electron/renderer/state/connection';
import { applyEvent, newMessage, textOf, type Message } from '../../../../electron/renderer/state/message';
import { Runs } from '../../../../electron/renderer/state/runs';
import { calculatorRun, numbered } from '../support/recordings';
import { WebSocketServer } from '../support/webSocketServer';

let server: WebSocketServer;
let answer: Message;
let ended: Promise<void>;
let runs: Runs;
let connection: Connection;
let garbage: string[];

beforeEach(async () => {
  server = await WebSocketServer.start();
  answer = newMessage({ id: 'a', role: 'assistant', state: 'sending', createdAt: '' });
  garbage = [];
  connection = new Connection({
    onOpen: (generation) => {
      runs.connected(generation);
    },
    onMessage: (message) => {
      runs.receive(message);
    },
    onGarbage: (reason) => garbage.push(reason),
  });
  runs = new Runs((message) => connection.send(message));
});

afterEach(async () => {
  connection.close();
  await server.stop();
});

function connect(generation = 1): void {
  connection.setTarget({ generation, port: server.port, token: 'secret-token' });
}

/** Starts a run; `ended` is kept when its message is whole or lost. */
function start(): void {
  ended = new Promise((resolve) => {
    runs.start(
      { requestId: 'r-1', conversationId: null, agent: null, input: 'What is 12 * (3 + 4)?' },
      {
        onStarted: () => ({
          onEvent: (event) => {
            answer = applyEvent(answer, event);
            if (answer.state !== 'running') resolve();
          },
          onLost: () => {
            answer = { ...answer, state: 'interrupted' };
            resolve();
          },
        }),
        onRefused: () => {
          resolve();
        },
        onUncertain: () => {
          resolve();
        },
      },
    );
  });
}

const events = numbered('run-1', calculatorRun('r-1', 'c-1'));
const WHOLE = 'Let me work that out with the calculator.\n\nThe result is **84**.';

async function opened(): Promise<Awaited<ReturnType<WebSocketServer['nextClient']>>> {
  const client = await server.nextClient();
  if (connection.state.get() !== 'open') {
    await new Promise<void>((resolve) => {
      const end = connection.state.subscribe(() => {
        if (connection.state.get() !== 'open') return;
        end();
        resolve();
      });
    });
  }
  return client;
}

describe('the handshake', () => {
  test('offers the protocol and the token as subprotocols; the token is not in the address', async () => {
    connect();
    const client = await opened();
    expect(client.request.url).toBe('/ws');
    expect(client.request.headers['sec-websocket-protocol']?.split(/,\s*/)).toEqual([
      'armature.v1',
      'bearer.secret-token',
    ]);
  });

  test('is tried again when it is refused', async () => {
    server.refusals = 2;
    connect();
    await opened();
    expect(server.refused).toBe(2);
    expect(connection.state.get()).toBe('open');
  });
});

describe('a run', () => {
  test('is built from the frames of a whole answer', async () => {
    connect();
    const client = await opened();
    start();
    expect(await client.next()).toEqual({
      type: 'run.start',
      request_id: 'r-1',
      input: 'What is 12 * (3 + 4)?',
      whole_text: false,
    });
    for (const event of events) client.send(event);
    await ended;
    expect(textOf(answer)).toBe(WHOLE);
    expect(answer.state).toBe('finished');
  });

  test('goes on after the socket was cut, from the last frame that came', async () => {
    connect();
    const first = await opened();
    start();
    await first.next();
    for (const event of events.slice(0, 3)) first.send(event);
    await expect.poll(() => textOf(answer)).toBe('Let me work that out with the calculator.\n\n');
    first.cut();
    const second = await opened();
    expect(await second.next()).toEqual({ type: 'run.resume', run_id: 'run-1', after: 2, whole_text: false });
    for (const event of events.slice(3)) second.send(event);
    await ended;
    expect(textOf(answer)).toBe(WHOLE);
  });

  test('asks for a gap, and takes nothing twice', async () => {
    connect();
    const client = await opened();
    start();
    await client.next();
    for (const event of [...events.slice(0, 2), ...events.slice(5, 7)]) client.send(event);
    expect(await client.next()).toEqual({ type: 'run.resume', run_id: 'run-1', after: 1, whole_text: false });
    for (const event of [...events.slice(1), ...events]) client.send(event);
    await ended;
    expect(textOf(answer)).toBe(WHOLE);
    expect(answer.parts).toHaveLength(3);
  });

  test('is resumed at once when the machine wakes, on a new socket', async () => {
    connect();
    const client = await opened();
    start();
    await client.next();
    client.send(events[0]);
    await expect.poll(() => answer.state).toBe('running');
    connection.reconnect();
    const second = await opened();
    expect(await second.next()).toEqual({ type: 'run.resume', run_id: 'run-1', after: 0, whole_text: false });
  });

  test('is lost with the process that ran it', async () => {
    connect(1);
    const client = await opened();
    start();
    await client.next();
    for (const event of events.slice(0, 3)) client.send(event);
    await expect.poll(() => textOf(answer)).not.toBe('');
    connect(2);
    await ended;
    expect(answer.state).toBe('interrupted');
    expect(textOf(answer)).toBe('Let me work that out with the calculator.\n\n');
  });

  test('an answer to an approval that was on its way when the socket broke is sent again', async () => {
    connect();
    const client = await opened();
    start();
    await client.next();
    client.send(events[0]);
    await expect.poll(() => answer.state).toBe('running');
    runs.reply('run-1', 'call-1', true, null);
    client.cut();
    const second = await opened();
    await second.next();
    expect(await second.next()).toEqual({
      type: 'approval.reply',
      run_id: 'run-1',
      call_id: 'call-1',
      approved: true,
    });
  });
});

test('a run whose events could not be read is asked for again', async () => {
  connect();
  const client = await opened();
  start();
  await client.next();
  client.send(events[0]);
  const problem = { type: 'storage-failed', title: '', detail: '', retryable: true, status: null };
  client.send({ type: 'error', request_id: null, run_id: 'run-1', problem });
  expect(await client.next()).toEqual({ type: 'run.resume', run_id: 'run-1', after: 0, whole_text: false });
});

test('a run that the backend does not know is given up', async () => {
  connect();
  const client = await opened();
  start();
  await client.next();
  client.send(events[0]);
  const problem = { type: 'run-not-found', title: '', detail: '', retryable: false, status: null };
  client.send({ type: 'error', request_id: null, run_id: 'run-1', problem });
  await ended;
  expect(answer.state).toBe('interrupted');
});

test('a frame that is not of the protocol is put aside, and the socket stays open', async () => {
  connect();
  const client = await opened();
  client.send('not JSON');
  client.send({ type: 'token', run_id: 'run-1', seq: 'one', text: 4 });
  await expect.poll(() => garbage).toHaveLength(2);
  expect(connection.state.get()).toBe('open');
});

test('nothing is sent while there is no socket', () => {
  expect(connection.send({ type: 'run.cancel', run_id: 'run-1' })).toBe(false);
});
