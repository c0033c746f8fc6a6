/** Putting a version in place: when it may, and what happens when it does not. */
import { describe, expect, it } from 'vitest';
import type { Activity } from '../../../../electron/main/updates/activity';
import type { CheckResult } from '../../../../electron/main/updates/feed/check';
import { aFeed } from './aFeed';
import { found, settled, World } from './world';

const HOUR_MS = 3_600_000;

describe('the restart', () => {
  it('happens only when asked for, with the backend gone before', async () => {
    const world = new World();
    await world.untilReady();
    await world.hands.forward(48 * HOUR_MS);
    expect(world.engine.installs).toBe(0);
    void world.service.install();
    await settled();
    expect(world.service.status.state).toBe('installing');
    expect([world.done, world.engine.installs]).toEqual([['backend stopped'], 1]);
  });

  it('waits while an answer is being written, or while nobody can tell', async () => {
    const world = new World();
    await world.untilReady();
    world.activity = 'running';
    void world.service.install();
    await settled();
    await world.hands.forward(60_000);
    expect(world.service.status).toMatchObject({ state: 'ready', waiting: true });
    world.activity = 'unknown';
    await world.hands.forward(2_000);
    expect(world.done).toEqual([]);
    world.activity = 'quiet';
    await world.hands.forward(2_000);
    expect(world.service.status.state).toBe('installing');
  });

  it('can be taken back while it waits', async () => {
    const world = new World();
    await world.untilReady();
    world.activity = 'running';
    void world.service.install();
    await settled();
    world.service.later();
    world.activity = 'quiet';
    await world.hands.forward(10_000);
    expect(world.service.status).toMatchObject({ state: 'ready', waiting: false });
    expect(world.engine.installs).toBe(0);
  });

  it.each([
    ['a newer version', found('newer', aFeed({ version: '1.0.2' }))],
    ['a halt', found('staged-out')],
    ['a failure', { verdict: 'unreachable', reason: 'no network' }],
  ] as [string, CheckResult][])('goes on when a look that began before it ends with %s', async (_name, answer) => {
    let end: (result: CheckResult) => void = () => undefined;
    const answers = [Promise.resolve(found('newer')), new Promise<CheckResult>((resolve) => (end = resolve))];
    const world = new World({ check: () => answers.shift() ?? Promise.reject(new Error('asked too often')) });
    await world.untilReady();
    const look = world.service.check(false);
    void world.service.install();
    await settled();
    end(answer);
    await look;
    expect(world.service.status.state).toBe('installing');
    expect([world.engine.downloads, world.engine.installs]).toEqual([1, 1]);
  });

  it('that waits is not forgotten when a look fails, and given up when the version is halted', async () => {
    let end: (result: CheckResult) => void = () => undefined;
    const answers = [Promise.resolve(found('newer'))];
    const world = new World({
      check: () => answers.shift() ?? new Promise<CheckResult>((resolve) => (end = resolve)),
    });
    await world.untilReady();
    world.activity = 'running';
    for (const answer of [{ verdict: 'unreachable', reason: '' } as const, found('staged-out')]) {
      world.service.later();
      const look = world.service.check(false);
      void world.service.install();
      await settled();
      end(answer);
      await look;
      expect(world.service.status.waiting).toBe(answer.verdict === 'unreachable');
    }
    world.activity = 'quiet';
    await world.hands.forward(10_000);
    expect(world.engine.installs).toBe(0);
  });

  it('happens once when it is taken back and asked for again within a moment', async () => {
    const asked: ((activity: Activity) => void)[] = [];
    const world = new World({ activity: () => new Promise((resolve) => asked.push(resolve)) });
    await world.untilReady();
    void world.service.install();
    world.service.later();
    void world.service.install();
    await settled();
    for (const answer of asked) answer('quiet');
    await settled();
    expect(world.done).toEqual(['backend stopped']);
    expect(world.engine.installs).toBe(1);
  });

  it('that breaks in an unforeseen way brings the backend back', async () => {
    const world = new World();
    await world.untilReady();
    world.engine.install = () => Promise.reject(new Error('there is no AppImage to put in place'));
    await world.service.install();
    expect(world.done).toEqual(['backend stopped', 'backend started']);
    expect(world.service.status).toMatchObject({ state: 'failed', problem: { code: 'not-installed' } });
  });

  it('does not happen while the backend is still there', async () => {
    const world = new World();
    world.gone = false;
    await world.untilReady();
    await world.service.install();
    expect(world.engine.installs).toBe(0);
    expect(world.done).toEqual(['backend stopped', 'backend started']);
    expect(world.service.status).toMatchObject({ state: 'failed', problem: { code: 'backend-still-running' } });
  });

  it('that fails brings the backend back and says why', async () => {
    const world = new World();
    await world.untilReady();
    const restart = world.service.install();
    await settled();
    world.engine.failInstall({ trouble: 'not-permitted', reason: 'Command pkexec exited with code 126' });
    await restart;
    expect(world.done).toEqual(['backend stopped', 'backend started']);
    expect(world.service.status).toMatchObject({ state: 'failed', problem: { code: 'not-permitted' } });
  });
});
