import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openLog } from '../../../electron/main/logs';
import { temporaryFolder } from './support';

it('the log is redacted, rotates, and keeps three files', () => {
  const logDir = path.join(temporaryFolder(), 'logs');
  const log = openLog({ logDir, quiet: true, redact: (text) => text.replaceAll('secret', '[redacted]') });
  log.warn('a secret message', { place: 'secret place', count: 3 });
  const current = path.join(logDir, 'shell.log');
  expect(readFileSync(current, 'utf8')).toMatch(
    /^\d{4}-\d\d-\d\dT[\d:.]+\S+ warn a \[redacted\] message place="\[redacted\] place" count=3\n$/,
  );
  const filler = 'x'.repeat(256 * 1024);
  for (let line = 0; line < 40; line++) log.info(filler);
  expect(readdirSync(logDir).sort()).toEqual(['shell.1.log', 'shell.2.log', 'shell.log']);
  for (const name of readdirSync(logDir)) {
    expect(statSync(path.join(logDir, name)).size).toBeLessThan(3 * 1024 * 1024);
  }
  expect(existsSync(path.join(logDir, 'shell.3.log'))).toBe(false);
});

it.skipIf(process.platform === 'win32')('the log is the user’s alone, needs Linux or macOS', () => {
  const logDir = path.join(temporaryFolder(), 'logs');
  openLog({ logDir, quiet: true, redact: (text) => text }).info('a line');
  expect(statSync(path.join(logDir, 'shell.log')).mode & 0o777).toBe(0o600);
});

it('nothing in a line steers a terminal or makes another line', () => {
  const logDir = path.join(temporaryFolder(), 'logs');
  const log = openLog({ logDir, quiet: true, redact: (text) => text });
  log.warn('a\u001b[2Jb\nc', { place: '\u009b31m \u202e \u2028 \r\n' });
  const [line = '', ...rest] = readFileSync(path.join(logDir, 'shell.log'), 'utf8').split('\n');
  expect(rest).toEqual(['']);
  expect(line).toContain('a\\u001b[2Jb\\u000ac place="\\u009b31m \\u202e \\u2028 \\r\\n"');
});
