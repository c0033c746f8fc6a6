/** Bringing a version onto this machine. */
import { describe, expect, it } from 'vitest';
import { aFeed } from './aFeed';
import { found, settled, World } from './world';

describe('a download', () => {
  it('that cannot even begin says so', async () => {
    const world = new World();
    world.engine.download = () => {
      throw new Error('the bundle cannot be read');
    };
    await world.look(found('newer'));
    expect(world.service.status).toMatchObject({ state: 'failed', problem: { code: 'download-broken' } });
  });

  it('waits for the user who wants to be asked', async () => {
    const world = new World();
    world.service.choose({ automaticDownload: false });
    await world.look(found('newer'));
    expect(world.service.status.state).toBe('available');
    world.service.fetch();
    expect(world.service.status.state).toBe('downloading');
  });

  it('tells how far it is, and then that it is ready', async () => {
    const world = new World();
    await world.look(found('newer'));
    world.engine.progress({ percent: 40, transferred: 400, total: 1_000 });
    expect(world.service.status.progress).toEqual({ percent: 40, transferred: 400, total: 1_000 });
    world.engine.end(null);
    await settled();
    expect(world.states).toEqual(['checking', 'available', 'downloading', 'ready']);
  });

  it.each(['download-broken', 'checksum', 'disk-full', 'not-signed-by-publisher'] as const)(
    'that ends as %s says so, and can be tried again',
    async (trouble) => {
      const world = new World();
      await world.look(found('newer'));
      world.engine.end({ trouble, reason: 'for the log' });
      await settled();
      expect(world.service.status).toMatchObject({
        state: 'failed',
        problem: { code: trouble },
        offer: { version: '1.0.1' },
      });
      world.service.fetch();
      world.engine.end(null);
      await settled();
      expect(world.service.status.state).toBe('ready');
    },
  );

  it('never begins where this copy cannot replace itself: the window says what to do instead', async () => {
    const world = new World({ manual: 'read-only-appimage' });
    await world.look(found('newer'));
    world.service.fetch();
    expect(world.engine.downloads).toBe(0);
    expect(world.service.status).toMatchObject({ state: 'available', manual: { code: 'read-only-appimage' } });
  });

  it('that is ready is dropped when its version is halted, and kept when the publisher cannot be reached', async () => {
    const world = new World();
    await world.untilReady();
    await world.look({ verdict: 'unreachable', reason: 'no network' });
    expect(world.service.status.state).toBe('ready');
    await world.look(found('newer'));
    expect([world.service.status.state, world.engine.downloads]).toEqual(['ready', 1]);
    await world.look(found('staged-out'));
    expect(world.service.status).toMatchObject({ state: 'current', offer: null });
    await world.service.install();
    expect(world.engine.installs).toBe(0);
  });

  it('that is ready gives way to a still newer one', async () => {
    const world = new World();
    await world.untilReady();
    await world.look(found('newer', aFeed({ version: '1.0.2' })));
    expect(world.service.status).toMatchObject({ state: 'downloading', offer: { version: '1.0.2' } });
  });

  it('that is ready gives way to other files of the same version', async () => {
    const world = new World();
    await world.untilReady();
    const files = aFeed().files.map((file) => ({ ...file, sha512: `${'B'.repeat(86)}==` }));
    await world.look(found('newer', aFeed({ files })));
    expect([world.service.status.state, world.engine.downloads]).toEqual(['downloading', 2]);
  });
});
