import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LineReader } from '../../../../electron/main/supervisor/lines';
import { locateBackend, type Place } from '../../../../electron/main/supervisor/locate';
import { parseHealth, parseLine } from '../../../../electron/main/supervisor/messages';

describe('lines of a stream', () => {
  function read(pieces: string[], longest?: number): string[] {
    const lines: string[] = [];
    const reader = new LineReader((line) => lines.push(line), longest);
    for (const piece of pieces) reader.push(piece);
    reader.end();
    return lines;
  }

  it.each([
    [['one\ntwo\n'], ['one', 'two']],
    [
      ['o', 'ne\nt', 'wo'],
      ['one', 'two'],
    ],
    [['\n\none\n'], ['one']],
    [[], []],
  ])('%o are %o', (pieces, lines) => {
    expect(read(pieces)).toEqual(lines);
  });

  it('drops a line that is too long, and only that one', () => {
    expect(read(['123456', '789\nshort\n', '12345678\n'], 8)).toEqual(['short', '12345678']);
  });
});

describe('lines of the backend', () => {
  const listening = { event: 'listening', host: '127.0.0.1', port: 4000, pid: 7, protocol: 1, version: '0.1.0' };

  it.each([
    ['one that is whole', JSON.stringify(listening), 'listening'],
    ['a field of a later version', JSON.stringify({ ...listening, mood: 'good' }), 'listening'],
    ['an event of a later version', '{"event":"mood"}', undefined],
    ['a port that is none', JSON.stringify({ ...listening, port: 0 }), undefined],
    ['another host', JSON.stringify({ ...listening, host: '0.0.0.0' }), undefined],
    ['a traceback', 'Traceback (most recent call last):', undefined],
    ['an engine that failed', '{"event":"engine-failed","message":"why"}', 'engine-failed'],
  ])('%s', (_name, line, event) => {
    expect(parseLine(line)?.event).toBe(event);
  });

  it('tell health only in its own words', () => {
    expect(parseHealth('{"status":"ok","protocol":1,"version":"1","engine":"loading"}')?.engine).toBe('loading');
    expect(parseHealth('{"status":"ok"}')).toBeNull();
    expect(parseHealth('<html>')).toBeNull();
  });
});

describe('where the backend is', () => {
  const place: Place = {
    isPackaged: true,
    resourcesPath: '/opt/Zoë 测试/resources',
    appPath: '/src',
    platform: 'linux',
    backendExecutable: 'a-backend',
    environment: { BACKEND_PYTHON: '/evil/python' },
  };

  it('in a package: beside it, whatever the environment says', () => {
    const folder = path.join('/opt/Zoë 测试/resources', 'backend');
    expect(locateBackend(place, () => true)).toEqual({
      command: { file: path.join(folder, 'a-backend'), args: [], cwd: folder },
    });
    expect(locateBackend({ ...place, platform: 'win32' }, () => true)).toMatchObject({
      command: { file: path.join(folder, 'a-backend.exe') },
    });
  });

  it('in a package that lacks it: trouble with its path', () => {
    const located = locateBackend(place, () => false);
    expect(located).toEqual({
      trouble: { kind: 'backend-missing', path: path.join(place.resourcesPath, 'backend', 'a-backend') },
    });
  });

  it("in a source tree: the Python that is named, or else the tree's own", () => {
    const source = { ...place, isPackaged: false };
    expect(locateBackend(source, () => true)).toEqual({
      command: { file: '/evil/python', args: ['-m', 'backend'], cwd: '/src' },
    });
    expect(locateBackend({ ...source, environment: {} }, () => true)).toMatchObject({
      command: { file: path.join('/src', '.nox', 'python', 'bin', 'python') },
    });
    expect(locateBackend(source, () => false)).toMatchObject({ trouble: { kind: 'python-missing' } });
  });
});
