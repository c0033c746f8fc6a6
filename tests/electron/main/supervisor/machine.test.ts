/** How the machine starts a backend, ends one, and what it makes of its end. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../../../electron/main/supervisor/limits';
import { play } from './play';

describe('a start', () => {
  it('spawns the first generation and limits the time that it may take', () => {
    const { machine, last } = play().started();
    expect(machine).toMatchObject({ state: 'starting', generation: 1, alive: true });
    expect(last.effects).toEqual([
      { type: 'set-timer', name: 'start-limit', ms: limits.startMs },
      { type: 'spawn', generation: 1, withoutPlugins: false },
    ]);
  });

  it('asks for health as soon as the port is known, and is healthy only with an answer', () => {
    const started = play().started().then({ type: 'listening', generation: 1, port: 4000, protocol: 1 });
    expect(started.last.effects).toEqual([
      { type: 'set-timer', name: 'start-limit', ms: limits.answerMs },
      { type: 'check-health', generation: 1, port: 4000 },
    ]);
    expect(started.machine.state).toBe('starting');
    started.then({ type: 'health-answered', generation: 1, engine: 'loading' });
    expect(started.machine).toMatchObject({ state: 'healthy', engine: 'loading', port: 4000 });
    expect(started.machine.due).not.toHaveProperty('start-limit');
  });

  it('fails at once where there is nothing to start', () => {
    const trouble = { kind: 'backend-missing', path: '/opt/app/backend' } as const;
    const { machine } = play().started().then({ type: 'cannot-start', generation: 1, trouble });
    expect(machine).toMatchObject({ state: 'failed', trouble, alive: false, due: {} });
  });

  it('fails, and ends the process, when the backend speaks another protocol', () => {
    const { machine, effects } = play().started().then({ type: 'listening', generation: 1, port: 1, protocol: 2 });
    expect(machine).toMatchObject({ state: 'failed', trouble: { kind: 'protocol-mismatch', protocol: 2 } });
    expect(effects).toContain('kill');
  });

  it('fails, and stays so, when it turns out that the backend must not run', () => {
    const trouble = { kind: 'payload-forged' } as const;
    const refused = play().started().healthy().then({ type: 'refused', trouble });
    expect(refused.last).toMatchObject({ verdict: 'refused', machine: { state: 'failed', trouble, port: null } });
    expect(refused.effects).toContain('kill');
    refused.then({ type: 'engine', generation: 1, engine: 'failed', message: 'No module named x' });
    refused.exits(null, 'SIGKILL');
    expect(refused.machine).toMatchObject({ state: 'failed', trouble, alive: false, due: {} });
  });

  it('that takes too long is ended and counts as a crash', () => {
    const slow = play().started().fires('start-limit');
    expect(slow.last).toMatchObject({ verdict: 'killed-slow-start', effects: [{ type: 'kill' }] });
    slow.exits(null, 'SIGKILL');
    expect(slow.machine).toMatchObject({ state: 'backing-off', trouble: { kind: 'slow-start' } });
  });

  it('that takes too long twice in a row is the last one, long before five crashes', () => {
    const slow = play().started().fires('start-limit').exits(null, 'SIGKILL').fires('retry');
    slow.then({ type: 'listening', generation: 2, port: 4000, protocol: 1 });
    expect(slow.machine.due['start-limit']).toBe(slow.now + limits.answerMs);
    slow.fires('start-limit').exits(null, 'SIGKILL');
    expect(slow.last.verdict).toBe('gave-up');
    expect(slow.machine).toMatchObject({
      state: 'failed',
      trouble: { kind: 'slow-start', withinMs: limits.answerMs },
    });
  });

  it('that tells its port again and again, and never answers, gets no more time for it', () => {
    const told = { type: 'listening', generation: 1, port: 4000, protocol: 1 } as const;
    const repeating = play().started().then(told);
    const due = repeating.machine.due['start-limit'];
    repeating.then(told, 10_000);
    expect(repeating.last).toMatchObject({ verdict: 'stale', effects: [] });
    expect(repeating.machine.due['start-limit']).toBe(due);
  });

  it('that takes too long is over, whatever it still says', () => {
    const slow = play().started().then({ type: 'listening', generation: 1, port: 4000, protocol: 1 });
    slow.fires('start-limit').then({ type: 'health-answered', generation: 1, engine: 'ready' });
    expect(slow.machine).toMatchObject({ state: 'starting', slowStarts: 1 });
  });

  it('that takes too long is forgotten once another was healthy', () => {
    const slow = play().started().fires('start-limit').exits(null, 'SIGKILL').fires('retry').healthy().exits(1);
    slow.fires('retry').fires('start-limit').exits(null, 'SIGKILL');
    expect(slow.machine.state).toBe('backing-off');
  });
});

describe('a crash', () => {
  it('is followed by a restart after a wait that doubles', () => {
    const crashed = play().started().healthy().exits(1);
    const waits = [crashed.last.effects.find((effect) => effect.type === 'set-timer')];
    for (let crash = 2; crash <= 4; crash++) {
      crashed.fires('retry').healthy().exits(1);
      waits.push(crashed.last.effects.find((effect) => effect.type === 'set-timer'));
    }
    expect(waits).toEqual([500, 1_000, 2_000, 4_000].map((ms) => ({ type: 'set-timer', name: 'retry', ms })));
    expect(crashed.machine).toMatchObject({ state: 'backing-off', attempt: 4, generation: 4 });
  });

  it('is the last one at the fifth within two minutes', () => {
    const crashed = play().started();
    for (let crash = 1; crash <= 4; crash++) crashed.healthy().exits(null, 'SIGKILL').fires('retry');
    crashed.healthy().exits(null, 'SIGKILL');
    expect(crashed.last.verdict).toBe('gave-up');
    expect(crashed.machine).toMatchObject({ state: 'failed', due: {} });
    expect(crashed.machine.trouble).toEqual({
      kind: 'gave-up',
      crashes: 5,
      withinMs: 120_000,
      last: { kind: 'crashed', exit: { code: null, signal: 'SIGKILL' }, lastWords: null },
    });
  });

  it('never ends in failure when crashes are rare', () => {
    const crashed = play().started();
    for (let crash = 1; crash <= 12; crash++) {
      crashed.healthy().then({ type: 'timer', name: 'health' }, 40_000).exits(1).fires('retry');
    }
    expect(crashed.machine.state).toBe('starting');
  });

  it('is explained by the last words of the backend', () => {
    const { machine } = play()
      .started()
      .then({ type: 'fatal', generation: 1, code: 'internal', message: 'out of luck' })
      .exits(70);
    expect(machine.trouble).toMatchObject({
      kind: 'crashed',
      exit: { code: 70 },
      lastWords: { code: 'internal', message: 'out of luck' },
    });
  });

  it('of a backend whose engine had failed is explained as a crash', () => {
    const { machine } = play()
      .started()
      .healthy()
      .then({ type: 'engine', generation: 1, engine: 'failed', message: 'no module' })
      .exits(null, 'SIGSEGV');
    expect(machine.trouble).toMatchObject({ kind: 'crashed', exit: { signal: 'SIGSEGV' } });
  });

  it.each([
    [64, 'handshake-refused'],
    [73, 'data-dir-not-usable'],
    [78, 'database-newer'],
  ])('with exit code %i (%s) is hopeless: no restart', (code, kind) => {
    const { machine, last } = play().started().exits(code);
    expect(last.verdict).toBe('hopeless');
    expect(machine).toMatchObject({ state: 'failed', due: {}, trouble: { kind } });
  });

  it('with exit code 75 waits for the other backend, then gives up', () => {
    const waiting = play().started().exits(75);
    expect(waiting.last.verdict).toBe('waiting-for-owner');
    for (let wait = 2; wait <= 4; wait++) waiting.fires('retry').exits(75);
    expect(waiting.machine).toMatchObject({ state: 'backing-off', crashes: [] });
    waiting.fires('retry').exits(75);
    expect(waiting.machine).toMatchObject({ state: 'failed', trouble: { kind: 'data-dir-in-use' } });
  });

  it('is forgotten after a minute of good health', () => {
    const recovered = play().started().healthy().exits(1).fires('retry').healthy();
    expect(recovered.machine.attempt).toBe(1);
    recovered.then({ type: 'health-answered', generation: 2, engine: 'ready' }, limits.steadyMs);
    expect(recovered.machine.attempt).toBe(0);
  });

  it('of an earlier process says nothing about this one', () => {
    const restarted = play().started().healthy().exits(1).fires('retry').healthy();
    restarted.then({ type: 'exited', generation: 1, code: 1, signal: null });
    expect(restarted.last.verdict).toBe('stale');
    expect(restarted.machine.state).toBe('healthy');
  });
});

describe('a stop', () => {
  it('closes stdin, then asks, then kills', () => {
    const stopping = play().started().healthy().then({ type: 'stop-requested' });
    expect(stopping.machine).toMatchObject({ state: 'stopping', port: null });
    expect(stopping.effects).toContain('close-stdin');
    const asked = stopping.now;
    expect(stopping.fires('terminate').effects).toContain('terminate');
    expect(stopping.now - asked).toBe(2_000);
    expect(stopping.fires('kill').effects).toEqual(['kill']);
    expect(stopping.exits(null, 'SIGKILL').machine).toMatchObject({ state: 'stopped', due: {} });
  });

  it('is no crash, however the backend ends', () => {
    const { machine } = play().started().healthy().then({ type: 'stop-requested' }).exits(1);
    expect(machine).toMatchObject({ state: 'stopped', crashes: [], trouble: null });
  });

  it('of a process that does not answer ends it at once: it would hear neither of the first two steps', () => {
    const frozen = play().started().healthy().missesHealth().missesHealth();
    expect(frozen.machine.state).toBe('unresponsive');
    frozen.then({ type: 'stop-requested' });
    expect(frozen.last).toMatchObject({ verdict: 'stopping', effects: [{ type: 'clear-timer' }, { type: 'kill' }] });
    expect(frozen.machine.due).toEqual({});
    expect(frozen.exits(null, 'SIGKILL').machine).toMatchObject({ state: 'stopped', crashes: [] });
  });

  it('while waiting for a restart ends the wait', () => {
    const { machine } = play().started().healthy().exits(1).then({ type: 'stop-requested' });
    expect(machine).toMatchObject({ state: 'stopped', due: {} });
  });

  it('during a restart wins over it', () => {
    const stopping = play()
      .started()
      .healthy()
      .then({ type: 'restart-requested', withoutPlugins: false })
      .then({ type: 'stop-requested' });
    expect(stopping.exits(0).machine.state).toBe('stopped');
  });
});

describe('a restart that a person asked for', () => {
  it('stops the old process before the new one starts', () => {
    const restarting = play().started().healthy().then({ type: 'restart-requested', withoutPlugins: false });
    expect(restarting.machine).toMatchObject({ state: 'stopping', generation: 1 });
    restarting.exits(0);
    expect(restarting.machine).toMatchObject({ state: 'starting', generation: 2 });
  });

  it('after a failure begins with a clean record', () => {
    const failed = play().started();
    for (let crash = 1; crash <= 4; crash++) failed.exits(1).fires('retry');
    failed.exits(1).then({ type: 'restart-requested', withoutPlugins: false });
    expect(failed.machine).toMatchObject({ state: 'starting', generation: 6, crashes: [], attempt: 0, trouble: null });
  });

  it('without plug-ins leaves them out until a person asks for another', () => {
    const without = play().started().healthy().then({ type: 'restart-requested', withoutPlugins: true }).exits(0);
    expect(without.last.effects).toContainEqual({ type: 'spawn', generation: 2, withoutPlugins: true });
    without.healthy().exits(1).fires('retry');
    expect(without.last.effects).toContainEqual({ type: 'spawn', generation: 3, withoutPlugins: true });
    without.healthy().then({ type: 'restart-requested', withoutPlugins: false }).exits(0);
    expect(without.last.effects).toContainEqual({ type: 'spawn', generation: 4, withoutPlugins: false });
  });

  it('does not wait out a back-off', () => {
    const { machine } = play().started().exits(1).then({ type: 'restart-requested', withoutPlugins: false });
    expect(machine).toMatchObject({ state: 'starting', generation: 2 });
    expect(machine.due).not.toHaveProperty('retry');
  });
});
