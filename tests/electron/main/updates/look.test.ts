/** Looking for a newer version: when, how often, and what comes of it. */
import { describe, expect, it } from 'vitest';
import { untilFirstCheck, untilNextCheck } from '../../../../electron/main/updates/schedule';
import { UpdateRecords } from '../../../../electron/main/updates/stored';
import { found, settled, World } from './world';

const HOUR_MS = 3_600_000;

describe('a look', () => {
  it.each([
    ['newer', 'downloading'],
    ['current', 'current'],
    ['staged-out', 'current'],
  ] as const)('that finds %s ends as %s', async (verdict, state) => {
    const world = new World();
    await world.look(found(verdict));
    expect(world.service.status).toMatchObject({ state, asked: true, lastCheck: '2026-11-21T12:00:00.000Z' });
  });

  it.each(['unsigned', 'tampered', 'expired', 'replayed', 'downgrade', 'feed-missing', 'led-away'] as const)(
    'whose feed is %s ends as a failure that says so, and downloads nothing',
    async (verdict) => {
      const world = new World();
      await world.look({ verdict });
      expect(world.service.status).toMatchObject({
        state: 'failed',
        offer: null,
        problem: { code: verdict, message: `about ${verdict}` },
      });
      expect(world.engine.downloads).toBe(0);
    },
  );

  it('tells of the new version and its notes', async () => {
    const world = new World();
    await world.look(found('newer'));
    expect(world.service.status.offer).toEqual({
      version: '1.0.1',
      notes: 'Better in every way.',
      released: '2026-11-21T12:00:00Z',
    });
  });

  it('happens by itself some seconds after the start and every few hours, but not twice at once', async () => {
    const world = new World();
    world.answers.push(found('current'), found('current'), found('current'));
    await world.hands.forward(HOUR_MS);
    expect(world.asked).toBe(0);
    world.service.begin();
    await world.hands.forward(4_000);
    expect(world.asked).toBe(0);
    await world.hands.forward(30_000);
    expect(world.asked).toBe(1);
    expect(world.service.status.asked).toBe(false);
    await world.hands.forward(8 * HOUR_MS);
    expect(world.asked).toBe(3);
  });

  it('comes at another moment in each installation', () => {
    expect([untilFirstCheck(0), untilFirstCheck(1)]).toEqual([5_000, 30_000]);
    expect([untilNextCheck(0), untilNextCheck(1)]).toEqual([3 * HOUR_MS, 5 * HOUR_MS]);
  });

  it('does not happen by itself when the user does not want it, and still when asked for', async () => {
    const world = new World();
    world.service.choose({ automaticCheck: false });
    world.service.begin();
    await world.hands.forward(24 * HOUR_MS);
    expect(world.asked).toBe(0);
    await world.look(found('current'));
    expect(world.service.status.state).toBe('current');
  });

  it('of a source tree happens only when asked for', async () => {
    const world = new World({ looksByItself: false });
    world.service.begin();
    await world.hands.forward(24 * HOUR_MS);
    expect(world.asked).toBe(0);
  });

  it('that fails by itself leaves what was found before', async () => {
    const world = new World();
    world.service.choose({ automaticDownload: false });
    await world.look(found('newer'));
    world.answers.push({ verdict: 'tampered' });
    await world.service.check(false);
    expect(world.service.status).toMatchObject({ state: 'available', offer: { version: '1.0.1' } });
    await world.look({ verdict: 'tampered' });
    expect(world.service.status).toMatchObject({ state: 'failed', offer: null });
  });

  it('happens once at a time, also while an update is ready', async () => {
    const world = new World();
    await world.untilReady();
    world.answers.push(found('newer'), found('newer'));
    await Promise.all([world.service.check(false), world.service.check(true)]);
    expect(world.asked).toBe(2);
  });

  it('that breaks in an unforeseen way ends, and can be tried again', async () => {
    const world = new World({
      check: () => {
        throw new Error('a key that is none');
      },
    });
    await world.service.check(true);
    expect(world.service.status).toMatchObject({ state: 'failed', problem: { code: 'unreachable' } });
    expect(world.log.lines.join()).toContain('a key that is none');
    await world.service.check(true);
    expect(world.states).toEqual(['checking', 'failed', 'checking', 'failed']);
  });

  it('on a channel that the user leaves meanwhile downloads nothing from there', async () => {
    const world = new World();
    world.answers.push(found('newer'), found('current'));
    const look = world.service.check(false);
    world.service.choose({ channel: 'beta' });
    await look;
    await settled();
    expect([world.asked, world.engine.downloads]).toEqual([2, 0]);
    expect(world.service.status).toMatchObject({ state: 'current', offer: null });
  });

  it('remembers what it has seen over a new start', async () => {
    const world = new World();
    await world.look(found('current'));
    const again = new UpdateRecords(world.file, world.log);
    expect(again.seen('latest-linux.yml')).toEqual({ sequence: 7, sha256: 'a'.repeat(64) });
    expect(again.seen('beta-linux.yml')).toBeNull();
  });
});

describe('off', () => {
  it.each(['no-feed', 'no-keys', 'bad-address', 'policy-forbids', 'policy-unreadable'] as const)(
    'because of %s it never asks, and says why',
    async (off) => {
      const world = new World({ off });
      world.service.begin();
      await world.hands.forward(24 * HOUR_MS);
      await world.look(found('newer'));
      expect(world.asked).toBe(0);
      expect(world.service.status).toMatchObject({ state: 'off', problem: { code: off } });
    },
  );
});
