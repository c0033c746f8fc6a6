/** What is kept between two starts: choices, and what was seen. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { UpdateRecords } from '../../../../electron/main/updates/stored';
import { rememberingLog, temporaryFolder } from '../support';
import { found, settled, World } from './world';

describe('the records', () => {
  it('that are damaged are set aside and told, and begin anew', () => {
    const folder = temporaryFolder();
    const file = path.join(folder, 'updates.json');
    writeFileSync(file, '{"settings": {"channel"');
    const log = rememberingLog();
    expect(new UpdateRecords(file, log).settings.channel).toBe('latest');
    expect(readFileSync(`${file}.damaged`, 'utf8')).toContain('"channel"');
    expect(log.lines.join()).toContain('a damaged file was set aside');
  });

  it('that cannot be written are held until the end', async () => {
    const file = path.join(temporaryFolder(), 'no folder');
    writeFileSync(file, '');
    const world = new World({ records: new UpdateRecords(path.join(file, 'updates.json'), rememberingLog()) });
    await world.look(found('current'));
    expect(world.service.status).toMatchObject({ state: 'current', lastCheck: '2026-11-21T12:00:00.000Z' });
  });
});

describe('what was seen', () => {
  it('of one feed is not forgotten when another is seen', () => {
    const file = path.join(temporaryFolder(), 'updates.json');
    const [stable, beta] = [
      { sequence: 7, sha256: 'a'.repeat(64) },
      { sequence: 9, sha256: 'b'.repeat(64) },
    ];
    const records = new UpdateRecords(file, rememberingLog());
    records.believed('latest-linux.yml', stable, new Date());
    records.believed('beta-linux.yml', beta, new Date());
    const again = new UpdateRecords(file, rememberingLog());
    expect([again.seen('latest-linux.yml'), again.seen('beta-linux.yml')]).toEqual([stable, beta]);
  });
});

describe('the choices', () => {
  it('stay as they were when they cannot be written', () => {
    const file = path.join(temporaryFolder(), 'no folder');
    writeFileSync(file, '');
    const records = new UpdateRecords(path.join(file, 'updates.json'), rememberingLog());
    expect(() => {
      records.choose({ ...records.settings, channel: 'beta' });
    }).toThrow('no folder');
    expect(records.settings.channel).toBe('latest');
  });

  it('are kept, and the other channel is asked at once', async () => {
    const world = new World();
    world.answers.push(found('current'));
    world.service.choose({ channel: 'beta' });
    await settled();
    expect(world.asked).toBe(1);
    expect(new UpdateRecords(world.file, world.log).settings.channel).toBe('beta');
  });

  it('of an administrator stay, and are named', () => {
    const world = new World({ fixed: { channel: 'latest', automaticDownload: false } });
    world.service.choose({ channel: 'beta', automaticDownload: true, automaticCheck: false });
    expect(world.service.status).toMatchObject({
      settings: { channel: 'latest', automaticDownload: false, automaticCheck: false },
      locked: ['channel', 'automaticDownload'],
    });
  });
});
