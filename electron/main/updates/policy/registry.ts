/** The policy of Windows: where Group Policy writes, and only administrators may. */
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { PolicyPlace } from './place';

const POLICIES = 'HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies';
const SECTION = 'updates';
const PATIENCE_MS = 10_000;

/** Of the answer of `reg query`: a name, a type, and what is there, which may be nothing. */
const VALUE = /^ {4}(\S+) {4}(REG_[A-Z_]+)(?: {4}(.*))?$/;
const TRUTH: Readonly<Record<string, boolean>> = { '0x0': false, '0x1': true };

/** What `reg query` prints about a key. Throws when it does not come to an answer. */
export type QueryRegistry = (key: string) => string;

export function registryPolicy(id: string, query: QueryRegistry = askWindows): PolicyPlace {
  const key = `${POLICIES}\\${id}`;
  return { name: `${key}\\${SECTION}`, read: () => readPolicyKey(key, query) };
}

/**
 * Goes down from a key that every Windows has: that one is missing is told in the language of the system alone, and must
 * not be taken for one that cannot be read.
 */
function readPolicyKey(key: string, query: QueryRegistry): unknown {
  if (!lists(query(POLICIES), key)) return undefined;
  const section = `${key}\\${SECTION}`;
  if (!lists(query(key), section)) return {};
  return { [SECTION]: valuesOf(section, query(section)) };
}

function lists(answer: string, key: string): boolean {
  return linesOf(answer).some((line) => isSame(line, key));
}

/** Throws at the first line that says something else than a value that a policy may have. */
function valuesOf(key: string, answer: string): Record<string, string | boolean> {
  const values = new Map<string, string | boolean>();
  for (const line of linesOf(answer).filter((one) => !isSame(one, key))) {
    const [, name, type, data = ''] = VALUE.exec(line) ?? [];
    const value = type === 'REG_DWORD' ? TRUTH[data] : type === 'REG_SZ' ? data : undefined;
    if (name === undefined || value === undefined) throw new Error(`this is no value of a policy: ${line}`);
    values.set(name, value);
  }
  return Object.fromEntries(values);
}

function linesOf(answer: string): string[] {
  return answer.split(/\r?\n/).filter((line) => line !== '');
}

/** The registry does not tell upper case from lower case. */
function isSame(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

/** Whoever leads this elsewhere, for a program of his own, could as well start a changed copy of the application. */
function askWindows(key: string): string {
  const root = process.env['SystemRoot'] ?? 'C:\\Windows';
  return execFileSync(path.win32.join(root, 'System32', 'reg.exe'), ['query', key], {
    encoding: 'latin1',
    stdio: ['ignore', 'pipe', 'ignore'],
    timeout: PATIENCE_MS,
    windowsHide: true,
  });
}
