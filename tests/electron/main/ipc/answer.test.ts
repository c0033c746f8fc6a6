import { describe, expect, it } from 'vitest';
import { answerRequest, type Handlers } from '../../../../electron/main/ipc/answer';
import { RequestError } from '../../../../electron/main/ipc/errors';
import type { BackendStatus } from '../../../../electron/shared/ipc';
import { rememberingLog } from '../support';

const asked: unknown[] = [];
const status: BackendStatus = {
  state: 'healthy',
  engine: 'ready',
  attempt: 0,
  withoutPlugins: false,
  retryInMs: null,
  connection: null,
  problem: null,
};

/** Handlers that note what reached them. */
const handlers: Handlers = {
  'backend:status': () => status,
  'backend:restart': () => {
    throw new TypeError("a stack that is nobody's business");
  },
  'backend:start-without-plugins': () => undefined,
  'preferences:get': () => ({ theme: 'dark', language: 'en' }),
  'preferences:set': (patch) => {
    asked.push(patch);
    return { theme: 'dark', language: 'en' };
  },
  'workspace:choose': () => null,
  'external:open': () => true,
  'image:load': () => ({ refused: 'unreachable' }),
  'file:save': () => Promise.reject(new RequestError('file-not-written', 'The disk is full.')),
  'clipboard:write': () => undefined,
  'logs:open': () => undefined,
  'diagnostics:preview': () => ({ id: '', suggestedName: '', files: [] }),
  'diagnostics:save': () => null,
  'update:status': () => {
    throw new Error('not asked here');
  },
  'update:check': () => undefined,
  'update:download': () => undefined,
  'update:install': () => undefined,
  'update:later': () => undefined,
  'update:choose': () => undefined,
  'app:about': () => {
    throw new Error('not asked here');
  },
  'app:quit': () => undefined,
};

describe('a request', () => {
  it('that fits is answered', async () => {
    expect(await answerRequest(handlers, 'backend:status', [], rememberingLog())).toEqual({ ok: true, value: status });
  });

  it.each([
    ['preferences:set', [{ theme: 'purple' }]],
    ['preferences:set', [{ theme: 'dark', admin: true }]],
    ['preferences:set', []],
    ['preferences:set', [{}, {}]],
    ['backend:status', ['extra']],
    ['external:open', [42]],
    ['external:open', ['x'.repeat(2_001)]],
    ['file:save', [{ suggestedName: '', text: '' }]],
    ['diagnostics:save', ['not-an-id']],
    ['update:choose', [{ channel: 'nightly' }]],
    ['update:choose', [{ feed: 'https://other.example' }]],
  ] as const)('%s with %j is refused before its handler runs', async (name, args) => {
    const log = rememberingLog();
    const answer = await answerRequest(handlers, name, [...args], log);
    expect(answer).toMatchObject({ ok: false, error: { code: 'invalid-arguments' } });
    expect(asked).toEqual([]);
    expect(log.lines).toHaveLength(1);
  });

  it('that fails for a reason of ours says which', async () => {
    const args = [{ suggestedName: 'a.md', text: 'text' }];
    expect(await answerRequest(handlers, 'file:save', args, rememberingLog())).toEqual({
      ok: false,
      error: { code: 'file-not-written', message: 'The disk is full.' },
    });
  });

  it('that fails for another reason tells the page nothing of it, and the log all', async () => {
    const log = rememberingLog();
    const answer = await answerRequest(handlers, 'backend:restart', [], log);
    expect(answer).toMatchObject({ ok: false, error: { code: 'internal' } });
    expect(JSON.stringify(answer)).not.toContain('stack');
    expect(log.lines.join()).toContain('a stack that is nobody');
  });
});
