/** The policy of Linux and macOS: a JSON file in a folder of the system. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import type { PolicyPlace } from './place';

const LARGEST = 64 * 1024;

/** No environment variable has a say in this: whoever starts the application could set one. */
export function filePolicy(platform: NodeJS.Platform, id: string): PolicyPlace {
  const folder = platform === 'darwin' ? '/Library/Application Support' : '/etc';
  const file = path.posix.join(folder, id, 'policy.json');
  return { name: file, read: () => readPolicyFile(file) };
}

export function readPolicyFile(file: string): unknown {
  try {
    if (statSync(file).size > LARGEST) throw new Error('it is too large');
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw error;
  }
}
