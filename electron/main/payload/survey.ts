/** Looks at the files of the packed application. Runs in a worker, so it may take its time and need not be asynchronous. */
import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync, type Stats } from 'node:fs';
import path from 'node:path';
import type { Found } from './verdict';

const CHUNK = 1024 * 1024;

/**
 * Everything that is no folder below `root`, by its path from there with `/` between folders. Links are not followed:
 * a folder that was replaced by a link to another is found as what it is.
 */
export function survey(root: string): Map<string, Found> {
  const found = new Map<string, Found>();
  const walk = (folder: string, prefix: string): void => {
    for (const name of readdirSync(folder)) {
      const file = path.join(folder, name);
      const stats = lstatSync(file);
      if (stats.isDirectory()) walk(file, `${prefix}${name}/`);
      else found.set(prefix + name, foundAt(file, stats));
    }
  };
  walk(root, '');
  return found;
}

function foundAt(file: string, stats: Stats): Found {
  if (stats.isSymbolicLink()) return { kind: 'link', link: readlinkSync(file) };
  if (!stats.isFile()) return { kind: 'other' };
  const { size, mtimeMs, ctimeMs, ino } = stats;
  // Whoever writes a file moves its ctime, and only the system's clock can move it back.
  return { kind: 'file', size, stamp: `${size}:${mtimeMs}:${ctimeMs}:${ino}` };
}

/** The SHA-256 of a file, in hexadecimal. */
export function hashFile(file: string): string {
  const hash = createHash('sha256');
  const chunk = Buffer.alloc(CHUNK);
  const handle = openSync(file, 'r');
  try {
    for (let size = readSync(handle, chunk); size > 0; size = readSync(handle, chunk)) {
      hash.update(chunk.subarray(0, size));
    }
  } finally {
    closeSync(handle);
  }
  return hash.digest('hex');
}
