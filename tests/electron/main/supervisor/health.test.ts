/** How the machine follows a backend that runs: its checks, its engine, and the sleep of both. */
import { describe, expect, it } from 'vitest';
import { limits } from '../../../../electron/main/supervisor/limits';
import { play } from './play';

describe('missed checks of health', () => {
  it('show after two and end the process after four', () => {
    const silent = play().started().healthy();
    const states = [1, 2, 3, 4].map(() => silent.missesHealth().machine.state);
    expect(states).toEqual(['healthy', 'unresponsive', 'unresponsive', 'unresponsive']);
    expect(silent.last).toMatchObject({ verdict: 'killed-unresponsive', effects: [{ type: 'kill' }] });
    silent.exits(null, 'SIGKILL');
    expect(silent.machine).toMatchObject({ state: 'backing-off', trouble: { kind: 'unresponsive' } });
  });

  it('follow one another so closely that the process is replaced within 15 s', () => {
    const silent = play().started().healthy();
    const stopped = silent.now;
    while (silent.machine.alive) {
      silent.fires('health').now += limits.healthTimeoutMs;
      silent.missesHealth();
      if (silent.effects.includes('kill')) silent.exits(null, 'SIGKILL');
    }
    expect(silent.fires('retry').now - stopped).toBeLessThan(12_000);
  });

  it('that fail at once do not follow one another any faster', () => {
    const refused = play().started().healthy();
    const first = refused.now;
    while (refused.machine.alive) {
      refused.fires('health').missesHealth(1);
      if (refused.effects.includes('kill')) refused.exits(null, 'SIGKILL');
    }
    expect(refused.now - first).toBeGreaterThan(7_000);
  });

  it('are forgiven longer while the engine loads', () => {
    const loading = play()
      .started()
      .then({ type: 'listening', generation: 1, port: 4000, protocol: 1 })
      .then({ type: 'health-answered', generation: 1, engine: 'loading' });
    for (let miss = 1; miss < limits.missesWhileLoading; miss++) loading.missesHealth();
    expect(loading.effects).not.toContain('kill');
    expect(loading.missesHealth().effects).toContain('kill');
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
