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
