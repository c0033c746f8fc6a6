import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, it, onTestFinished } from 'vitest';
import { DiagnosticsArchive } from '../../../../electron/main/diagnostics/archive';
import { collectDiagnostics, type DiagnosticsSources } from '../../../../electron/main/diagnostics/collect';
import { redact } from '../../../../electron/main/redact';
import { temporaryFolder } from '../support';

const TOKEN = 'tOkEn-0123456789_abcdefghijklmnopqrstuvwxyz';

function sources(logDir: string, port: number | null): DiagnosticsSources {
  const connection = port === null ? null : { generation: 1, port, token: TOKEN };
  return {
    versions: { version: '0.1.0' },
    preferences: { theme: 'dark', language: 'system' },
    status: {
      state: 'healthy',
      engine: 'ready',
      attempt: 0,
      withoutPlugins: false,
      retryInMs: null,
      connection,
      problem: null,
    },
    connection,
    history: [{ at: '2026-01-01T00:00:00.000Z', generation: 1, event: 'start', verdict: 'spawned', state: 'starting' }],
    lastStderr: ['a warning from /home/zoe/data'],
    logDir,
    redact: (text) => redact(text, { homeDir: '/home/zoe', tokens: [TOKEN] }),
  };
}

/** A server that answers as the backend's `/diagnostics` does, to who has the token. */
async function backend(): Promise<number> {
  const server = createServer((request, response) => {
    const isAllowed = request.url === '/diagnostics' && request.headers.authorization === `Bearer ${TOKEN}`;
    response.statusCode = isAllowed ? 200 : 401;
    response.end(JSON.stringify({ version: '0.1.0', settings: { workspace: '/home/zoe/work' } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  return (server.address() as AddressInfo).port;
}

describe('diagnostics', () => {
  it('hold nothing that steers a terminal, whatever the backend said in the end', async () => {
    const lastStderr = ['cleared \u001b[2J', 'coloured \u009b31m\r', 'turned \u202e'];
    const files = await collectDiagnostics({ ...sources(temporaryFolder(), null), lastStderr });
    const stderr = files.find(({ name }) => name === 'backend-stderr.txt')?.text;
    expect(stderr).toBe('cleared \\u001b[2J\ncoloured \\u009b31m\nturned \\u202e');
  });

  it('gather both sides and hold no secret', async () => {
    const logDir = temporaryFolder();
    writeFileSync(path.join(logDir, 'shell.log'), `line one\nAuthorization: Bearer ${TOKEN}\n`);
    writeFileSync(path.join(logDir, 'backend.log.1'), 'older\n');
    writeFileSync(path.join(logDir, 'notes.txt'), 'not a log');
    const files = await collectDiagnostics(sources(logDir, await backend()));
    expect(files.map(({ name }) => name)).toEqual([
      'versions.json',
      'preferences.json',
      'supervisor.json',
      'backend.json',
      'backend-stderr.txt',
      'logs/backend.log.1',
      'logs/shell.log',
    ]);
    const all = JSON.stringify(files);
    expect(all).not.toContain(TOKEN);
    expect(all).not.toContain('/home/zoe');
    expect(files[3]?.text).toContain('~/work');
    expect(files[2]?.text).toContain('spawned');
  });

  it('say so when the backend does not run, or does not answer', async () => {
    const logDir = temporaryFolder();
    const without = await collectDiagnostics(sources(logDir, null));
    expect(without[3]?.text).toContain('does not run');
    const refused = await collectDiagnostics(sources(logDir, 1));
    expect(refused[3]?.text).toContain('ECONNREFUSED');
  });

  it('keep the end of a long log, from a whole line', async () => {
    const logDir = temporaryFolder();
    const lines = Array.from({ length: 60_000 }, (_, index) => `line ${index}`);
    writeFileSync(path.join(logDir, 'shell.log'), `${lines.join('\n')}\n`);
    const log = (await collectDiagnostics(sources(logDir, null))).find(({ name }) => name === 'logs/shell.log');
    expect(log?.text.length).toBeLessThanOrEqual(256 * 1024);
    expect(log?.text).toMatch(/^line \d+\n/);
    expect(log?.text).toMatch(/line 59999\n$/);
  });
});

describe('the archive', () => {
  it('holds, byte for byte, what was shown', async () => {
    const texts = ['one', 'two'];
    const archive = new DiagnosticsArchive('product', () =>
      Promise.resolve([{ name: 'logs/ä.log', text: `ünïcode ${texts.shift() ?? ''}` }]),
    );
    const preview = await archive.preview(new Date('2026-01-02T03:04:05Z'));
    expect(preview).toMatchObject({
      suggestedName: 'product-diagnostics-20260102-030405.zip',
      files: [{ name: 'logs/ä.log', text: 'ünïcode one', size: 13 }],
    });
    const { content, suggestedName } = archive.zip(preview.id);
    expect(suggestedName).toBe(preview.suggestedName);
    const unpacked = Object.entries(unzipSync(content)).map(([name, bytes]) => [name, strFromU8(bytes)]);
    expect(unpacked).toEqual(preview.files.map(({ name, text }) => [name, text]));
  });

  it('is not saved from a preview that is no longer the last', async () => {
    const archive = new DiagnosticsArchive('product', () => Promise.resolve([]));
    const { id } = await archive.preview(new Date());
    await archive.preview(new Date());
    expect(() => archive.zip(id)).toThrow('no longer the last');
  });
});
