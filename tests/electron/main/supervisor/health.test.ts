/** How the machine follows a backend that runs: its checks, its engine, and the sleep of both. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../../../electron/main/supervisor/limits';
import { play, type Play } from './play';

/** Lets checks be missed until the process is ended, and the next one is started. */
function untilReplaced(silent: Play, missAfterMs: number): void {
  while (silent.machine.alive) {
    silent.fires('health').now += missAfterMs;
    silent.missesHealth(missAfterMs);
    if (silent.effects.includes('kill')) silent.exits(null, 'SIGKILL');
  }
  silent.fires('retry');
}

describe('missed checks of health', () => {
  it('show after two and end the process after three', () => {
    const silent = play().started().healthy();
    const states = [1, 2, 3].map(() => silent.missesHealth().machine.state);
    expect(states).toEqual(['healthy', 'unresponsive', 'unresponsive']);
    expect(silent.last).toMatchObject({ verdict: 'killed-unresponsive', effects: [{ type: 'kill' }] });
    silent.exits(null, 'SIGKILL');
    expect(silent.machine).toMatchObject({ state: 'backing-off', trouble: { kind: 'unresponsive' } });
  });

  it.each([
    [0, 'ready', 9_000],
    [1, 'ready', 9_000],
    [3, 'ready', 9_000],
    [0, 'loading', 11_000],
    [3, 'loading', 11_000],
  ] as const)(
    'replace a process, after %i crashes and with the engine %s, within %i ms: 4 s less than 15 s, for the start',
    (crashes, engine, withinMs) => {
      const silent = play().started();
      for (let crash = 0; crash < crashes; crash++) silent.healthy().exits(1).fires('retry');
      silent.answering(engine);
      const stopped = silent.now;
      untilReplaced(silent, limits.healthTimeoutMs);
      expect(silent.machine.state).toBe('starting');
      expect(silent.now - stopped).toBeLessThan(withinMs);
    },
  );

  it('that fail at once do not follow one another any faster', () => {
    const refused = play().started().healthy();
    const first = refused.now;
    untilReplaced(refused, 1);
    expect(refused.now - first).toBeGreaterThan(limits.missesUntilKilled * limits.healthTimeoutMs);
  });

  it('are forgiven for longer while the engine loads', () => {
    const loading = play().started().answering('loading');
    for (let miss = 1; miss < limits.missesWhileLoading; miss++) loading.missesHealth();
    expect(limits.missesWhileLoading).toBeGreaterThan(limits.missesUntilKilled);
    expect(loading.effects).not.toContain('kill');
    expect(loading.missesHealth().effects).toContain('kill');
  });

  it('again and again end in a recovery screen, as crashes do', () => {
    const silent = play().started();
    for (let freeze = 1; freeze <= 5; freeze++) {
      silent.healthy();
      if (freeze < 5) untilReplaced(silent, limits.healthTimeoutMs);
    }
    silent.missesHealth().missesHealth().missesHealth().exits(null, 'SIGKILL');
    expect(silent.machine).toMatchObject({
      state: 'failed',
      trouble: { kind: 'gave-up', last: { kind: 'unresponsive' } },
    });
  });

  it('are forgotten with the next answer', () => {
    const shaky = play().started().healthy().missesHealth().missesHealth();
    shaky.then({ type: 'health-answered', generation: 1, engine: 'ready' });
    expect(shaky.last.verdict).toBe('recovered');
    expect(shaky.machine).toMatchObject({ state: 'healthy', missedChecks: 0, trouble: null });
  });
});

describe('sleep', () => {
  it('freezes the checks, and what was missed before does not count', () => {
    const slept = play().started().healthy().missesHealth().missesHealth().then({ type: 'suspended' });
    expect(slept.machine.due).toEqual({});
    slept.missesHealth().missesHealth().missesHealth();
    expect(slept.last.verdict).toBe('stale');
    slept.then({ type: 'resumed' }, 3_600_000);
    expect(slept.machine).toMatchObject({ asleep: false, missedChecks: 0, crashes: [] });
    expect(slept.last.effects).toEqual([{ type: 'set-timer', name: 'health', ms: limits.wakeGraceMs }]);
  });

  it('that nobody announced shows in a timer that is late', () => {
    const slept = play().started().healthy().missesHealth().missesHealth().missesHealth();
    slept.fires('health', 3_600_000);
    expect(slept.last.verdict).toBe('slept-unannounced');
    expect(slept.machine.missedChecks).toBe(0);
  });

  it('during a start gives it its whole time again', () => {
    const slept = play().started().fires('start-limit', 3_600_000);
    expect(slept.machine.state).toBe('starting');
    expect(slept.machine.due['start-limit']).toBe(slept.now + limits.startMs);
  });

  it('during a stop does not keep it from ending', () => {
    const stopping = play().started().healthy().then({ type: 'stop-requested' });
    stopping.then({ type: 'suspended' }).then({ type: 'resumed' }, 60_000);
    expect(stopping.machine.due).toHaveProperty('terminate');
  });
});

describe('the engine', () => {
  it('that cannot be loaded leaves the backend healthy, with trouble to show', () => {
    const { machine } = play()
      .started()
      .then({ type: 'listening', generation: 1, port: 4000, protocol: 1 })
      .then({ type: 'health-answered', generation: 1, engine: 'loading' })
      .then({ type: 'engine', generation: 1, engine: 'failed', message: 'no module named autogen' })
      .then({ type: 'health-answered', generation: 1, engine: 'failed' });
    expect(machine).toMatchObject({ state: 'healthy', engine: 'failed', trouble: { kind: 'engine-failed' } });
    expect(machine.trouble).toHaveProperty('reason', 'no module named autogen');
  });

  it('that is ready is not called loading by an answer that was under way', () => {
    const { machine } = play().started().healthy().then({ type: 'health-answered', generation: 1, engine: 'loading' });
    expect(machine.engine).toBe('ready');
  });
});
