/** The check on real files, signed with real keys: what is found, what is refused, and what need not be read again. */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkPayload } from '../../../../electron/main/payload/check';
import type { PayloadVerdict, Scope } from '../../../../electron/main/payload/verdict';
import { temporaryFolder } from '../support';

const FILES: Readonly<Record<string, string>> = {
  'app-program': 'electron',
  'locales/de.pak': 'Wörter',
  'resources/app.asar': 'the shell',
  'resources/backend/server': 'the backend',
  'resources/backend/lib/deep.so': 'a library',
};
/** The time of every file: only what the system itself notes tells when one was written. */
const PACKED_AT = new Date('2026-01-02T03:04:05Z');

const RESOURCES = Object.keys(FILES).filter((name) => name.startsWith('resources/'));

/** A packed application in a folder of its own, as the tooling leaves it. */
class Packed {
  readonly root = path.join(temporaryFolder(), 'app');
  readonly indexFile = path.join(temporaryFolder(), 'profile', 'payload-index.json');
  private readonly pair = generateKeyPairSync('ed25519');

  constructor(change: (manifest: Record<string, unknown>) => Record<string, unknown> = (manifest) => manifest) {
    for (const [name, text] of Object.entries(FILES)) this.write(name, text);
    symlinkSync('server', this.file('resources/backend/alias'));
    const files = Object.entries(FILES).map(([name, text]) => ({
      path: name,
      size: Buffer.byteLength(text),
      sha256: createHash('sha256').update(text).digest('hex'),
    }));
    const manifest = {
      format: 1,
      identity: 'test',
      backend: 'resources/backend/server',
      files: [...files, { path: 'resources/backend/alias', link: 'server' }],
    };
    this.write('resources/payload.json', JSON.stringify(change(manifest)));
    this.signWith(this.pair.privateKey);
  }

  file(name: string): string {
    return path.join(this.root, name);
  }

  write(name: string, text: string): void {
    mkdirSync(path.dirname(this.file(name)), { recursive: true });
    writeFileSync(this.file(name), text);
    utimesSync(this.file(name), PACKED_AT, PACKED_AT);
  }

  /** Other bytes of the same length under the old times. */
  alterUnseen(name: string): void {
    this.write(name, readFileSync(this.file(name), 'utf8').replace(/.$/, '!'));
  }

  signWith(key: KeyObject): void {
    const signature = sign(null, readFileSync(this.file('resources/payload.json')), key);
    this.write('resources/payload.sig', `${signature.toString('base64')}\n`);
  }

  check(scope: Scope = 'resources'): PayloadVerdict {
    const key = this.pair.publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    return checkPayload({ root: this.root, resources: 'resources', keys: [key], indexFile: this.indexFile, scope });
  }
}

function altered(what: 'changed' | 'missing' | 'added', file: string): PayloadVerdict {
  return { verdict: 'altered', alterations: [{ what, path: file }] };
}

describe('a payload as it was signed', () => {
  it('is intact, and all of its resources were read', () => {
    expect(new Packed().check()).toEqual({ verdict: 'intact', hashed: RESOURCES.length });
  });

  it('is read once: afterwards only the executable of the backend is', () => {
    const packed = new Packed();
    packed.check();
    expect(packed.check()).toEqual({ verdict: 'intact', hashed: 1 });
  });

  it('is read again when the index is of another list', () => {
    const packed = new Packed();
    packed.check();
    const index = JSON.parse(readFileSync(packed.indexFile, 'utf8')) as { stamps: object };
    writeFileSync(packed.indexFile, JSON.stringify({ ...index, manifest: 'of another version' }));
    expect(packed.check()).toEqual({ verdict: 'intact', hashed: RESOURCES.length });
  });

  it("has Electron's own files read apart", () => {
    const packed = new Packed();
    packed.check();
    expect(packed.check('runtime')).toEqual({ verdict: 'intact', hashed: 2 });
    expect(packed.check('runtime')).toEqual({ verdict: 'intact', hashed: 0 });
    expect(packed.check()).toEqual({ verdict: 'intact', hashed: 1 });
  });

  it.each(['no json', '{"manifest": 1}'])('does not trip over an index that holds %s', (text) => {
    const packed = new Packed();
    packed.check();
    writeFileSync(packed.indexFile, text);
    expect(packed.check()).toEqual({ verdict: 'intact', hashed: RESOURCES.length });
  });

  it.each(['deb', 'rpm'])('may say that it came in a package: %s', (kind) => {
    const packed = new Packed();
    packed.write('resources/package-type', kind);
    expect(packed.check()).toEqual({ verdict: 'intact', hashed: RESOURCES.length });
  });

  it('needs no index: one that cannot be written costs time and nothing else', () => {
    const packed = new Packed();
    mkdirSync(path.dirname(packed.indexFile), { recursive: true });
    mkdirSync(packed.indexFile);
    expect(packed.check()).toEqual({ verdict: 'intact', hashed: RESOURCES.length });
  });
});

describe('what is refused', () => {
  it.each(RESOURCES)('%s with another byte', (name) => {
    const packed = new Packed();
    packed.alterUnseen(name);
    expect(packed.check()).toEqual(altered('changed', name));
  });

  it.each(RESOURCES)('%s with another byte after a good start, its times set back', (name) => {
    const packed = new Packed();
    packed.check();
    packed.alterUnseen(name);
    expect(packed.check()).toEqual(altered('changed', name));
  });

  it.each(Object.keys(FILES))('%s when it is missing, cut short, or a folder', (name) => {
    const packed = new Packed();
    rmSync(packed.file(name));
    expect(packed.check()).toEqual(altered('missing', name));
    packed.write(name, '');
    expect(packed.check()).toEqual(altered('changed', name));
    rmSync(packed.file(name));
    mkdirSync(packed.file(name));
    expect(packed.check()).toEqual(altered('missing', name));
  });

  it.each(['resources/app/index.js', 'resources/backend/lib/sitecustomize.py', 'resources/payload.json.bak'])(
    '%s, which nobody listed',
    (name) => {
      const packed = new Packed();
      packed.write(name, '');
      expect(packed.check()).toEqual(altered('added', name));
    },
  );

  it.each(['', 'exe', 'deb\n', 'deb and a program'])('a word on its package that no package has: %j', (text) => {
    const packed = new Packed();
    packed.write('resources/package-type', text);
    expect(packed.check()).toEqual(altered('added', 'resources/package-type'));
  });

  it('a link in the place of the word on its package', () => {
    const packed = new Packed();
    packed.write('elsewhere', 'deb');
    symlinkSync('../elsewhere', packed.file('resources/package-type'));
    expect(packed.check()).toEqual(altered('added', 'resources/package-type'));
  });

  it("a file of Electron's with another byte, in its own time", () => {
    const packed = new Packed();
    packed.alterUnseen('locales/de.pak');
    expect(packed.check()).toMatchObject({ verdict: 'intact' });
    expect(packed.check('runtime')).toEqual(altered('changed', 'locales/de.pak'));
  });

  it('a link that leads elsewhere, and one in the place of a file', () => {
    const packed = new Packed();
    rmSync(packed.file('resources/backend/alias'));
    symlinkSync('/bin/sh', packed.file('resources/backend/alias'));
    rmSync(packed.file('resources/backend/server'));
    symlinkSync('/bin/sh', packed.file('resources/backend/server'));
    expect(packed.check()).toEqual({
      verdict: 'altered',
      alterations: [
        { what: 'changed', path: 'resources/backend/server' },
        { what: 'changed', path: 'resources/backend/alias' },
      ],
    });
  });

  it('a list without its signature, a signature without its list', () => {
    for (const name of ['resources/payload.json', 'resources/payload.sig']) {
      const packed = new Packed();
      rmSync(packed.file(name));
      expect(packed.check()).toEqual({ verdict: 'unsigned' });
    }
  });

  it('a list that another key signed, one that was edited, and a signature that is none', () => {
    const other = new Packed();
    other.signWith(generateKeyPairSync('ed25519').privateKey);
    expect(other.check()).toEqual({ verdict: 'forged' });

    const edited = new Packed();
    const list = readFileSync(edited.file('resources/payload.json'), 'utf8');
    edited.write('resources/payload.json', list.replace('"size":11', '"size":12'));
    expect(edited.check()).toEqual({ verdict: 'forged' });

    const garbage = new Packed();
    garbage.write('resources/payload.sig', 'no signature');
    expect(garbage.check()).toEqual({ verdict: 'forged' });
  });

  it('a list of a format that is not known, though it is signed', () => {
    const packed = new Packed((manifest) => ({ ...manifest, format: 2 }));
    expect(packed.check()).toMatchObject({ verdict: 'unreadable' });
  });

  it('everything, when no key counts', () => {
    const packed = new Packed();
    const { root, indexFile } = packed;
    const order = { root, resources: 'resources', keys: [], indexFile, scope: 'resources' } as const;
    expect(checkPayload(order)).toEqual({ verdict: 'forged' });
    expect(checkPayload({ ...order, keys: ['no key'] })).toEqual({ verdict: 'forged' });
  });
});

describe('a payload on macOS, where the list is about Resources alone', () => {
  /** `Contents` of a bundle; its signature, which is made after the list, changes what is beside `Resources`. */
  function bundle(): { contents: string; check: (scope?: Scope) => PayloadVerdict } {
    const contents = path.join(temporaryFolder(), 'Zoë.app', 'Contents');
    const indexFile = path.join(temporaryFolder(), 'payload-index.json');
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    const write = (name: string, text: string | Buffer): void => {
      mkdirSync(path.dirname(path.join(contents, name)), { recursive: true });
      writeFileSync(path.join(contents, name), text);
    };
    const entries = ['Resources/app.asar', 'Resources/backend/server'].map((name) => {
      write(name, name);
      return { path: name, size: name.length, sha256: createHash('sha256').update(name).digest('hex') };
    });
    write('MacOS/Zoë', 'electron, signed after the list was made');
    const list = JSON.stringify({ format: 1, identity: 'test', backend: 'Resources/backend/server', files: entries });
    write('Resources/payload.json', list);
    write('Resources/payload.sig', sign(null, Buffer.from(list), privateKey).toString('base64'));
    const keys = [publicKey.export({ type: 'spki', format: 'der' }).toString('base64')];
    const check = (scope: Scope = 'resources'): PayloadVerdict =>
      checkPayload({ root: contents, resources: 'Resources', keys, indexFile, scope });
    return { contents, check };
  }

  it('is intact, and nothing is left to read later', () => {
    const { check } = bundle();
    expect(check()).toEqual({ verdict: 'intact', hashed: 2 });
    expect(check('runtime')).toEqual({ verdict: 'intact', hashed: 0 });
  });

  it.each(['app.asar', 'backend/server'])('is refused with another byte in %s', (name) => {
    const { contents, check } = bundle();
    const file = path.join(contents, 'Resources', name);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/.$/, '!'));
    expect(check()).toEqual(altered('changed', `Resources/${name}`));
  });

  it('is refused with a file among the resources that nobody listed', () => {
    const { contents, check } = bundle();
    writeFileSync(path.join(contents, 'Resources', 'backend', 'sitecustomize.py'), '');
    expect(check()).toEqual(altered('added', 'Resources/backend/sitecustomize.py'));
  });

  it('leaves what is beside the resources to the signature of the bundle', () => {
    const { contents, check } = bundle();
    writeFileSync(path.join(contents, 'MacOS', 'Zoë'), 'signed again');
    expect(check()).toEqual({ verdict: 'intact', hashed: 2 });
  });
});
