/** What puts an update in place: files, the new start, and whose signature an installer carries. */
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { NsisUpdater } from 'electron-updater/out/NsisUpdater';
import { describe, expect, it } from 'vitest';
import { replaceAppImage, startAfter, withoutMount } from '../../../../electron/main/updates/engine/appImage';
import { authenticodeVerdict } from '../../../../electron/main/updates/engine/authenticode';
import { temporaryFolder, until } from '../support';

const NEXT = 'CN=Armature GmbH, O=Armature GmbH, C=DE';
const PUBLISHER = 'CN=Armature Project, O=Armature Project, C=DE';
/** The method of electron-updater in whose place ours is put (engine/updaters.ts). */
const NSIS_CHECK = 'verifySignature';

function executable(file: string, script: string): void {
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function unexpected(message: string): void {
  throw new Error(message);
}

describe('an AppImage', () => {
  function places(oldName: string): { old: string; fresh: string; folder: string } {
    const folder = path.join(temporaryFolder(), 'Apps');
    mkdirSync(folder);
    const cache = temporaryFolder();
    const [old, fresh] = [path.join(folder, oldName), path.join(cache, 'product-1.0.1-linux-x64.AppImage')];
    writeFileSync(old, 'old');
    writeFileSync(fresh, 'new', { mode: 0o600 });
    return { old, fresh, folder };
  }

  it.each([
    ['product-1.0.0-linux-x64.AppImage', 'product-1.0.1-linux-x64.AppImage'],
    ['My Product.AppImage', 'My Product.AppImage'],
  ])('named %s is replaced by one named %s', (oldName, name) => {
    const { old, fresh, folder } = places(oldName);
    expect(replaceAppImage(fresh, old, unexpected)).toBe(path.join(folder, name));
    expect(readdirSync(folder)).toEqual([name]);
    expect(readFileSync(path.join(folder, name), 'utf8')).toBe('new');
    expect(statSync(path.join(folder, name)).mode & 0o111).toBe(0o111);
  });

  it('is replaced although its user has moved it meanwhile, and the log says so', () => {
    const { old, fresh, folder } = places('product-1.0.0-linux-x64.AppImage');
    const moved = path.join(folder, 'kept.AppImage');
    renameSync(old, moved);
    const said: string[] = [];
    const place = replaceAppImage(fresh, old, (message) => said.push(message));
    expect(readFileSync(place, 'utf8')).toBe('new');
    expect(readdirSync(folder)).toEqual(['kept.AppImage', path.basename(place)]);
    expect(said.join()).toContain('ENOENT');
  });

  it('that cannot be copied leaves the old one and nothing else', () => {
    const { old, fresh, folder } = places('My Product.AppImage');
    expect(() => replaceAppImage(`${fresh}.missing`, old, unexpected)).toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual(['My Product.AppImage']);
    expect(readFileSync(old, 'utf8')).toBe('old');
  });

  it.skipIf(process.platform === 'win32')('is not written through a link, needs Linux or macOS', () => {
    const { old, fresh, folder } = places('My Product.AppImage');
    const elsewhere = path.join(temporaryFolder(), 'a file of the user');
    writeFileSync(elsewhere, 'precious');
    symlinkSync(elsewhere, `${old}.part`);
    replaceAppImage(fresh, old, unexpected);
    expect(readFileSync(elsewhere, 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toEqual(['My Product.AppImage']);
  });

  it.skipIf(process.platform === 'win32')(
    'is started, needs Linux or macOS: once the old program is gone',
    async () => {
      const folder = temporaryFolder();
      const [waited, started, program] = [
        path.join(folder, 'waited'),
        path.join(folder, 'started'),
        path.join(folder, 'new program'),
      ];
      const old = spawn('/bin/sh', ['-c', 'read line'], { stdio: ['pipe', 'ignore', 'ignore'] });
      if (old.pid === undefined) throw new Error('it did not start');
      executable(path.join(folder, 'sleep'), `echo >>'${waited}'; exec /bin/sleep "$@"`);
      executable(
        program,
        `kill -0 ${old.pid} && lives=1; echo "$1$lives" >'${started}.part'; mv '${started}.part' '${started}'`,
      );
      startAfter(old.pid, program, ['an argument'], { ...process.env, PATH: `${folder}:${process.env['PATH']}` });
      await until(() => sizeOf(waited) >= 3 || existsSync(started));
      old.stdin.end();
      await until(() => existsSync(started));
      expect(readFileSync(started, 'utf8')).toBe('an argument\n');
    },
  );

  it('starts without what its old mount put into the environment', () => {
    const environment = {
      APPDIR: '/tmp/.mount_prod1',
      APPIMAGE: '/home/zoë/product.AppImage',
      PATH: '/tmp/.mount_prod1:/tmp/.mount_prod1/usr/sbin:/usr/bin',
      LANG: 'de_DE.UTF-8',
    };
    expect(withoutMount(environment)).toEqual({ PATH: '/usr/bin', LANG: 'de_DE.UTF-8' });
    expect(withoutMount({ PATH: '/usr/bin' })).toEqual({ PATH: '/usr/bin' });
  });
});

describe('an installer for Windows', () => {
  const answer = (status: string, subject: string | null): string => JSON.stringify({ status, subject });
  it.each([
    ['the publisher by the next name', answer('Valid', NEXT), [PUBLISHER, NEXT], 'signed'],
    ['the publisher', answer('Valid', PUBLISHER), [PUBLISHER, NEXT], 'signed'],
    [
      'another with the same common name',
      answer('Valid', 'CN=Armature Project, O=Evil, C=DE'),
      [PUBLISHER, NEXT],
      'other-publisher',
    ],
    ['one whose name holds it', answer('Valid', `${PUBLISHER}, OU=Evil`), [PUBLISHER, NEXT], 'other-publisher'],
    ['the publisher, but changed since', answer('HashMismatch', PUBLISHER), [PUBLISHER, NEXT], 'not-valid'],
    ['nobody', answer('NotSigned', null), [PUBLISHER, NEXT], 'not-valid'],
    ['somebody, for a product that names no publisher', answer('Valid', ''), [], 'other-publisher'],
    ['nobody can say, for PowerShell did not run', null, [PUBLISHER, NEXT], 'not-checked'],
    ['nobody can say, for PowerShell said nothing', '', [PUBLISHER, NEXT], 'not-checked'],
    ['nobody can say, for PowerShell said something else', 'Valid', [PUBLISHER, NEXT], 'not-checked'],
  ])('signed by %s', (_name, said, publishers, verdict) => {
    expect(authenticodeVerdict(said, publishers)).toBe(verdict);
  });

  it('is asked about where electron-updater asks', () => {
    expect(Object.getOwnPropertyNames(NsisUpdater.prototype)).toContain(NSIS_CHECK);
  });
});
