// @vitest-environment node
/** Decisions, by table. */
import { describe, expect, test } from 'vitest';
import { keysOf, matchShortcut } from '../../../electron/renderer/app/shortcuts';
import { agentState, sendVerdict } from '../../../electron/renderer/backend/agentState';
import { argumentSummary, prettyResult, toolState } from '../../../electron/renderer/chat/toolText';
import { groupHits } from '../../../electron/renderer/conversations/grouping';
import { splitAtMatches } from '../../../electron/renderer/conversations/matches';
import { exportName } from '../../../electron/renderer/conversations/useConversationCommands';
import { dayGroup } from '../../../electron/renderer/i18n/dates';
import { reconnectDelay } from '../../../electron/renderer/state/backoff';
import { RunCursor } from '../../../electron/renderer/state/cursor';
import { fieldProblems, patchOf } from '../../../electron/renderer/state/modelForm';
import type { ToolPart } from '../../../electron/renderer/state/message';
import { clampText } from '../../../electron/renderer/ui/clampText';
import { READY } from './support/fakeShell';
import { conversation, DEMO, OPENAI } from './support/recordings';

describe('the state of the agent', () => {
  test.each([
    [{ state: 'idle' }, 'offline', 'starting', 'starting'],
    [{ state: 'starting' }, 'offline', 'starting', 'starting'],
    [{ state: 'starting', attempt: 1 }, 'offline', 'restarting', 'restarting'],
    [{ state: 'backing-off', attempt: 2 }, 'offline', 'restarting', 'restarting'],
    [{ engine: 'loading' }, 'connecting', 'loading', 'loading'],
    [{ engine: 'loading' }, 'open', 'loading', 'send'],
    [{}, 'connecting', 'connecting', 'connecting'],
    [{}, 'open', 'ready', 'send'],
    [{ engine: 'failed' }, 'open', 'engine-failed', 'engineFailed'],
    [{ state: 'unresponsive' }, 'open', 'unresponsive', 'connecting'],
    [{ state: 'failed' }, 'offline', 'failed', 'failed'],
    [{ state: 'stopped' }, 'offline', 'stopped', 'failed'],
  ] as const)('%j over a link that is %s is %s, and a question: %s', (status, link, state, verdict) => {
    expect(agentState({ ...READY, ...status }, link)).toBe(state);
    expect(sendVerdict({ ...READY, ...status }, link)).toBe(verdict);
  });
});

describe('the cursor of a run', () => {
  test('takes each once and in order, and asks for a gap, but not over and over', () => {
    const cursor = new RunCursor();
    expect(cursor.judge(0, 0)).toBe('apply');
    expect(cursor.judge(0, 0)).toBe('duplicate');
    expect(cursor.judge(2, 0)).toBe('ask-again');
    cursor.asked(0);
    expect(cursor.judge(3, 999)).toBe('wait-for-replay');
    expect(cursor.judge(3, 1_000)).toBe('ask-again');
    expect(cursor.judge(1, 1_001)).toBe('apply');
    expect(cursor.last).toBe(1);
  });
});

test.each([
  [0, 0, 50],
  [0, 1, 100],
  [3, 1, 800],
  [50, 1, 5_000],
  [50, 0, 2_500],
])('attempt %i with chance %i waits %i ms', (attempt, random, delay) => {
  expect(reconnectDelay(attempt, random)).toBe(delay);
});

describe('days', () => {
  const now = new Date(2026, 10, 20, 0, 5);
  test.each([
    [new Date(2026, 10, 20, 0, 1), 'today'],
    [new Date(2026, 10, 19, 23, 59), 'yesterday'],
    [new Date(2026, 10, 13, 12), 'week'],
    [new Date(2026, 9, 21, 12), 'month'],
    [new Date(2026, 8, 1), { year: 2026, month: 8 }],
  ])('%s is %j', (moment, group) => {
    expect(dayGroup(moment, now)).toEqual(group);
  });
});

describe('tools', () => {
  const tool: ToolPart = { type: 'tool', callId: '1', name: 't', arguments: {}, result: null, approval: null };
  const asked = { why: '', reply: null };
  const result = (isError: boolean) => ({ content: '', isError });
  test.each([
    [tool, true, 'running'],
    [tool, false, 'unfinished'],
    [{ ...tool, approval: asked }, true, 'waiting'],
    [{ ...tool, approval: { why: '', reply: { approved: true, reason: null } } }, true, 'running'],
    [
      { ...tool, approval: { why: '', reply: { approved: false, reason: null } }, result: result(true) },
      true,
      'denied',
    ],
    [{ ...tool, result: result(true) }, true, 'failed'],
    [{ ...tool, result: result(false) }, false, 'done'],
  ] as const)('%j while the run is live (%s) is %s', (part, live, state) => {
    expect(toolState(part, live)).toBe(state);
  });

  test('JSON is laid out, all else stays', () => {
    expect(prettyResult('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(prettyResult('{not json')).toBe('{not json');
    expect(prettyResult('84')).toBe('84');
  });

  test('the summary is one line of plain values', () => {
    expect(argumentSummary({ path: 'a\nb', deep: { x: 1 }, n: 3 })).toBe('a b · 3');
  });
});

test('long text is cut at a line, short text is not', () => {
  expect(clampText('short')).toEqual({ text: 'short', cut: false });
  const cut = clampText(Array.from({ length: 40 }, (_, line) => String(line)).join('\n'));
  expect(cut.cut).toBe(true);
  expect(cut.text.split('\n')).toHaveLength(14);
});

test.each([
  ['The roof', 'markdown', 'The roof.md'],
  ['a/b\\c:d*e?"<>|', 'json', 'a b c d e.json'],
  ['Zoë 测试', 'markdown', 'Zoë 测试.md'],
  ['...', 'markdown', 'conversation.md'],
  ['../../etc/passwd', 'markdown', 'etc passwd.md'],
] as const)('%s is exported as %s to %s', (title, format, name) => {
  expect(exportName(title, format)).toBe(name);
});

test('the words of a query are marked, its signs are not taken for a pattern', () => {
  expect(splitAtMatches('The Roof (new)', 'roof (.*')).toEqual([
    { text: 'The ', matches: false },
    { text: 'Roof', matches: true },
    { text: ' (new)', matches: false },
  ]);
  expect(splitAtMatches('text', '(')).toEqual([{ text: 'text', matches: false }]);
});

test('hits stand under their conversation, once', () => {
  const one = conversation('c-1', 'One');
  const hits = groupHits([
    { conversation: one, message_id: 'a', snippet: '1' },
    { conversation: conversation('c-2', 'Two'), message_id: null, snippet: 'Two' },
    { conversation: one, message_id: 'b', snippet: '2' },
  ]);
  expect(hits.map((hit) => [hit.conversation.id, hit.messages.map((message) => message.id)])).toEqual([
    ['c-1', ['a', 'b']],
    ['c-2', []],
  ]);
});

describe('the model form', () => {
  const form = { provider: OPENAI.id, baseUrl: 'http://127.0.0.1:1/v1', model: 'm', key: '' };
  test.each([
    [{}, OPENAI, []],
    [{ baseUrl: ' ' }, OPENAI, ['base-url-missing']],
    [{ baseUrl: 'ftp://a' }, OPENAI, ['base-url-invalid']],
    [{ model: '' }, OPENAI, ['model-missing']],
    [{ baseUrl: '', model: '' }, DEMO, []],
  ])('%j for %s', (fields, provider, problems) => {
    expect(fieldProblems({ ...form, ...fields }, provider)).toEqual(problems);
  });

  test('fields that a provider does not use are left as they are stored', () => {
    expect(patchOf(form, DEMO)).toEqual({ provider: OPENAI.id });
  });
});

describe('shortcuts', () => {
  const press = (fields: Partial<Parameters<typeof matchShortcut>[0]>) =>
    matchShortcut({
      key: '',
      ctrlKey: false,
      metaKey: false,
      shiftKey: false,
      altKey: false,
      isComposing: false,
      ...fields,
    });
  test.each([
    [{ key: 'n', ctrlKey: true }, 'new'],
    [{ key: 'K', metaKey: true }, 'search'],
    [{ key: '/', ctrlKey: true, shiftKey: true }, 'list'],
    [{ key: 'Escape' }, 'stop'],
    [{ key: 'Escape', isComposing: true }, null],
    [{ key: 'n' }, null],
    [{ key: 'n', ctrlKey: true, shiftKey: true }, null],
    [{ key: 'n', ctrlKey: true, altKey: true }, null],
    [{ key: 'Enter' }, null],
  ])('%j asks for %s', (keys, name) => {
    expect(press(keys)).toBe(name);
  });

  test('are printed as they are on the keyboard', () => {
    const german = { control: 'Strg', shift: 'Umschalt', enter: 'Eingabe' };
    const newLine = { name: 'newLine', key: 'Enter', shift: true } as const;
    expect(keysOf({ name: 'new', key: 'n', command: true }, german, false)).toEqual(['Strg', 'N']);
    expect(keysOf(newLine, german, false)).toEqual(['Umschalt', 'Eingabe']);
    expect(keysOf(newLine, german, true)).toEqual(['⇧', 'Eingabe']);
  });
});
