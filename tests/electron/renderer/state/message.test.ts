// @vitest-environment node
import { describe, expect, test } from 'vitest';
import {
  applyEvent,
  fromStored,
  newMessage,
  pendingApprovals,
  textOf,
  type Message,
} from '../../../../electron/renderer/state/message';
import { calculatorRun, message, numbered, type EventBody } from '../support/recordings';

const empty = newMessage({ id: 'a', role: 'assistant', state: 'sending', createdAt: '' });

function built(bodies: EventBody[], from: Message = empty): Message {
  return numbered('run-1', bodies).reduce(applyEvent, from);
}

test('a run with a tool becomes text, tool, text', () => {
  const answer = built(calculatorRun('r', 'c'));
  expect(answer.parts.map((part) => part.type)).toEqual(['text', 'tool', 'text']);
  expect(answer.parts[1]).toMatchObject({ name: 'calculator', result: { content: '84', isError: false } });
  expect(answer).toMatchObject({ state: 'finished', finishReason: 'stop', usage: { output_tokens: 24 } });
});

test('a replay from the beginning builds the same message, not a longer one', () => {
  const once = built(calculatorRun('r', 'c'));
  const halfway = built(calculatorRun('r', 'c').slice(0, 5));
  expect(built(calculatorRun('r', 'c'), halfway)).toEqual(once);
});

test('the final text is not said twice, and is taken where no token came', () => {
  const finished: EventBody = {
    type: 'run.finished',
    text: 'All at once.',
    usage: { input_tokens: 0, output_tokens: 0 },
    finish_reason: 'stop',
  };
  expect(textOf(built([finished]))).toBe('All at once.');
  expect(textOf(built([{ type: 'token', text: 'All at once.', source: 'a' }, finished]))).toBe('All at once.');
});

describe('approvals', () => {
  const asked: EventBody[] = [
    { type: 'run.started', request_id: 'r', conversation_id: 'c', agent: 'a' },
    { type: 'tool.request', call_id: '1', name: 'write_file', arguments: { path: 'a' } },
    { type: 'approval.request', call_id: '1', name: 'write_file', arguments: { path: 'a' }, why: 'It writes.' },
  ];

  test('one tool waits, not two', () => {
    const answer = built(asked);
    expect(answer.parts).toHaveLength(1);
    expect(pendingApprovals(answer).map((tool) => tool.approval?.why)).toEqual(['It writes.']);
  });

  test.each<[string, EventBody]>([
    ['the tool has answered', { type: 'tool.result', call_id: '1', name: 'write_file', content: '', is_error: false }],
    ['the run was cancelled', { type: 'run.cancelled', text: '' }],
  ])('nothing waits once %s', (_, event) => {
    expect(pendingApprovals(built([...asked, event]))).toEqual([]);
  });

  test('a request that was asked for without a call is shown all the same', () => {
    expect(pendingApprovals(built([...asked.slice(0, 1), ...asked.slice(2)]))).toHaveLength(1);
  });
});

test('what is stored is shown: parts, tools without a result, and text without parts', () => {
  const stored = message('m', 'assistant', 'half', {
    state: 'interrupted',
    parts: [
      { type: 'text', text: 'half' },
      { type: 'tool', call_id: '1', name: 'clock', arguments: {}, content: null, is_error: null },
    ],
  });
  expect(fromStored(stored).parts).toEqual([
    { type: 'text', text: 'half' },
    { type: 'tool', callId: '1', name: 'clock', arguments: {}, result: null, approval: null },
  ]);
  expect(textOf(fromStored(message('m', 'user', 'only text', { parts: [] })))).toBe('only text');
});
