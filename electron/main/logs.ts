/** The shell's own log: rotating files, redacted line by line. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import electronLog from 'electron-log/node';
import { inert } from './inert';
import type { Fields, Log } from './log';

const LARGEST_FILE = 2 * 1024 * 1024;
const FILES_KEPT = 3;

export interface LogOptions {
  logDir: string;
  redact: (text: string) => string;
  /** A packaged application has no console to write to; on Windows it would open one. */
  quiet: boolean;
}

export function openLog({ logDir, redact, quiet }: LogOptions): Log {
  const { file, console } = electronLog.transports;
  file.resolvePathFn = () => shellLog(logDir, 0);
  file.maxSize = LARGEST_FILE;
  file.writeOptions = { encoding: 'utf8', flag: 'a', mode: 0o600 };
  file.archiveLogFn = () => {
    rotate(logDir);
  };
  file.format = '{y}-{m}-{d}T{h}:{i}:{s}.{ms}{z} {level} {text}';
  console.level = quiet ? false : 'info';
  console.format = '[shell] {level} {text}';
  const line = (message: string, fields: Fields = {}): string => {
    const details = Object.entries(fields).map(([name, value]) => ` ${name}=${JSON.stringify(value)}`);
    return redact(inert(message + details.join('')));
  };
  return {
    info: (message, fields) => {
      electronLog.info(line(message, fields));
    },
    warn: (message, fields) => {
      electronLog.warn(line(message, fields));
    },
    error: (message, fields) => {
      electronLog.error(line(message, fields));
    },
  };
}

function shellLog(logDir: string, age: number): string {
  return path.join(logDir, age === 0 ? 'shell.log' : `shell.${age}.log`);
}

function rotate(logDir: string): void {
  rmSync(shellLog(logDir, FILES_KEPT - 1), { force: true });
  for (let age = FILES_KEPT - 2; age >= 0; age--) {
    const from = shellLog(logDir, age);
    if (existsSync(from)) renameSync(from, shellLog(logDir, age + 1));
  }
}
