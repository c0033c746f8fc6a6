/** Programs that a source tree is made to start in the place of its Python: those that misbehave on purpose. */
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const python = process.env['BACKEND_PYTHON'] ?? path.join(root, '.nox', 'python', 'bin', 'python');

/** The line of a shell script that goes on as the real backend. */
export const AS_REAL = `exec '${python}' "$@"`;

/** Goes on until the shell closes the pipe, as a backend should. */
export const UNTIL_TOLD = 'exec cat > /dev/null';

/** @returns the variable by which a source tree starts this script instead of its Python. */
export function instead(folder: string, ...lines: string[]): Record<string, string> {
  const file = path.join(folder, 'python');
  writeFileSync(file, ['#!/bin/sh', ...lines, ''].join('\n'));
  chmodSync(file, 0o755);
  return { BACKEND_PYTHON: file };
}

/** A copy of the backend, with plug-ins of which each is one module. */
export function withPlugins(folder: string, plugins: Readonly<Record<string, string>>): Record<string, string> {
  const checkout = path.join(folder, 'checkout');
  cpSync(path.join(root, 'backend'), path.join(checkout, 'backend'), { recursive: true });
  cpSync(path.join(root, 'product.json'), path.join(checkout, 'product.json'));
  const names = JSON.stringify(Object.keys(plugins));
  writeFileSync(path.join(checkout, 'pyproject.toml'), `[tool.armature.compile]\nplugins = ${names}\n`);
  for (const [name, source] of Object.entries(plugins)) {
    mkdirSync(path.join(checkout, name));
    writeFileSync(path.join(checkout, name, '__init__.py'), source);
  }
  return instead(folder, `cd '${checkout}'`, AS_REAL);
}

/** The line by which a backend says where it is. */
export function listening(port: number, protocol = 1): string {
  const line = { event: 'listening', host: '127.0.0.1', port, pid: 1, protocol, version: '0' };
  return `echo '${JSON.stringify(line)}'`;
}
