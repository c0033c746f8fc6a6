import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { fileName } from '../../../../electron/main/files/fileName';
import { readMode } from '../../../../electron/main/mode';
import { PreferencesStore } from '../../../../electron/main/preferences';
import { redact } from '../../../../electron/main/redact';
import { rememberingLog, temporaryFolder } from '../support';

describe('preferences', () => {
  const log = rememberingLog();

  it("begin with the system's ways and survive a restart", () => {
    const file = path.join(temporaryFolder(), 'preferences.json');
    const first = new PreferencesStore(file, log);
    expect(first.current).toEqual({ theme: 'system', language: 'system' });
    first.change({ theme: 'dark' });
    first.change({ language: 'de' });
    expect(new PreferencesStore(file, log).current).toEqual({ theme: 'dark', language: 'de' });
    expect(readdirSync(path.dirname(file))).toEqual(['preferences.json']);
  });

  it('tell who listens', () => {
    const store = new PreferencesStore(path.join(temporaryFolder(), 'preferences.json'), log);
    const told: unknown[] = [];
    store.onChange((preferences) => told.push(preferences));
    store.change({ theme: 'light' });
    expect(told).toEqual([{ theme: 'light', language: 'system' }]);
  });

  it.each([
    ['half a file', '{"theme": "da'],
    ['a theme that is none', '{"theme": "purple", "language": "de"}'],
    ['an empty file', ''],
  ])('that are %s are kept aside, and the defaults are used', (_name, content) => {
    const file = path.join(temporaryFolder(), 'preferences.json');
    writeFileSync(file, content);
    const store = new PreferencesStore(file, log);
    expect(store.current.theme).toBe('system');
    expect(readFileSync(`${file}.damaged`, 'utf8')).toBe(content);
    store.change({ theme: 'dark' });
    expect(new PreferencesStore(file, log).current.theme).toBe('dark');
  });

  it('that cannot be written stay as they were', () => {
    const folder = temporaryFolder();
    const store = new PreferencesStore(path.join(folder, 'preferences.json'), log);
    mkdirSync(path.join(folder, 'preferences.json.new'));
    expect(() => store.change({ theme: 'dark' })).toThrow();
    expect(store.current.theme).toBe('system');
    expect(existsSync(path.join(folder, 'preferences.json'))).toBe(false);
  });
});

describe('what is redacted', () => {
  const secrets = { homeDir: '/home/zoë müller', tokens: ['tOkEn-0123456789_abcdefghijklmnopqrstuvwxyz'] };

  it.each([
    ['the token tOkEn-0123456789_abcdefghijklmnopqrstuvwxyz is gone', 'the token [redacted] is gone'],
    ['Authorization: Bearer AAAABBBBCCCCDDDDEEEE', 'Authorization: Bearer [redacted]'],
    ['armature.v1, bearer.AAAABBBBCCCCDDDDEEEE', 'armature.v1, bearer.[redacted]'],
    ['key sk-proj-AAAABBBBCCCCDDDD1234', 'key [redacted]'],
    ['{"api_key": "0123456789abcdef"}', '{"api_key": "[redacted]"}'],
    ['in /home/zoë müller/data', 'in ~/data'],
    ['in file:///home/zo%C3%AB%20m%C3%BCller/data', 'in file://~/data'],
    ['a plain line about tokens and keys', 'a plain line about tokens and keys'],
  ])('%s', (text, expected) => {
    expect(redact(text, secrets)).toBe(expected);
  });

  it('includes a Windows home as JSON writes it', () => {
    const windows = { homeDir: 'C:\\Users\\Zoë', tokens: [] };
    expect(redact('{"dir": "C:\\\\Users\\\\Zoë\\\\data"}', windows)).toBe('{"dir": "~\\\\data"}');
    expect(redact('C:\\Users\\Zoë\\data', windows)).toBe('~\\data');
  });
});

describe('names of files', () => {
  it.each([
    ['Notes.md', 'Notes.md'],
    ['a/b\\c:d?.md', 'a-b-c-d-.md'],
    ['../../etc/passwd', '-..-etc-passwd'],
    ['Zoë 测试.md', 'Zoë 测试.md'],
    ['con.txt', 'file-con.txt'],
    [' . ', 'file-'],
    ['a\nb\u0000.md', 'a-b-.md'],
  ])('%j becomes %j', (suggested, safe) => {
    expect(fileName(suggested)).toBe(safe);
  });
});

describe('the mode', () => {
  it.each([
    ['a package', true, '5173', null],
    ['a source tree', false, '5173', 5173],
    ['a source tree without a server', false, undefined, null],
    ['a source tree with nonsense', false, '5173; rm', null],
  ])('of %s', (_name, isPackaged, port, developmentPort) => {
    const environment = port === undefined ? {} : { DEVELOPMENT_PORT: port };
    expect(readMode(isPackaged, environment)).toMatchObject({ isPackaged, developmentPort });
  });
});
