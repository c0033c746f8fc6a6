/** What the shell's tests share: folders of their own, and a log that remembers. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Fields, Log } from '../../../electron/main/log';

/** A folder with a space and letters that break careless programs; removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(realpathSync(tmpdir()), 'shell Zoë 测试 '));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

export interface RememberingLog extends Log {
  readonly lines: string[];
}

export function rememberingLog(): RememberingLog {
  const lines: string[] = [];
  const note =
    (level: string) =>
    (message: string, fields: Fields = {}): void => {
      lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
    };
  return { lines, info: note('info'), warn: note('warn'), error: note('error') };
}

/** Waits for what a callback or a process brings about; the test's own time limit ends it. */
export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
}
