/** The files of the built user interface, and none beside them. */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { isOurs, parseAddress } from '../policies/navigation';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

export type FileVerdict = { verdict: 'inside'; file: string; type: string } | { verdict: 'refused'; why: string };

/** Which file of `root` an address names. */
export function fileVerdict(address: string, root: string): FileVerdict {
  const url = parseAddress(address);
  if (url === null || !isOurs(url)) return { verdict: 'refused', why: 'foreign-origin' };
  const name = decodePath(url.pathname);
  if (name === null) return { verdict: 'refused', why: 'malformed-path' };
  const file = path.join(root, name === '/' ? 'index.html' : name);
  if (!file.startsWith(root + path.sep)) return { verdict: 'refused', why: 'outside-of-the-bundle' };
  const type = TYPES[path.extname(file)];
  return type === undefined ? { verdict: 'refused', why: 'unknown-type' } : { verdict: 'inside', file, type };
}

/** A decoded backslash, drive colon or NUL would mean something to some file system. */
function decodePath(pathname: string): string | null {
  try {
    const name = decodeURIComponent(pathname);
    return /[\\:\0]/.test(name) ? null : name;
  } catch {
    return null;
  }
}

export interface Asset {
  status: number;
  type: string;
  body: Buffer;
}

export const NOT_FOUND: Asset = { status: 404, type: 'text/plain; charset=utf-8', body: Buffer.from('Not found') };

export type AssetSource = (address: string) => Promise<Asset>;

export function filesOf(root: string): AssetSource {
  return async (address) => {
    const found = fileVerdict(address, root);
    if (found.verdict === 'refused') return NOT_FOUND;
    try {
      return { status: 200, type: found.type, body: await readFile(found.file) };
    } catch {
      return NOT_FOUND;
    }
  };
}
