/** One check from beginning to end: the list, its signature, the files, and the memory of what was read before. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';
import { writeAtomically } from '../files/atomic';
import { MANIFEST, readManifest, SIGNATURE } from './manifest';
import { hashFile, survey } from './survey';
import {
  contentAlterations,
  filesToRead,
  indexWith,
  isWithin,
  shapeAlterations,
  stampsOf,
  type Alteration,
  type Index,
  type PayloadVerdict,
  type Scope,
  type Survey,
} from './verdict';

export interface Order {
  /** What the paths in the list start from: the folder of the packed application; on macOS its `Contents`. */
  root: string;
  /** The name of the folder below `root` with the ASAR and the backend: macOS writes it `Resources`. */
  resources: string;
  /** The public keys that count. */
  keys: readonly string[];
  /** Where the index is kept; the application's own folder may belong to somebody else. */
  indexFile: string;
  scope: Scope;
}

const PACKAGE_TYPE = 'package-type';
const PACKAGE_TYPES: readonly string[] = ['deb', 'rpm'];
const LONGEST_PACKAGE_TYPE = 3;

const indexSchema = z.object({ manifest: z.string(), stamps: z.record(z.string(), z.string()) });
const NOTHING_KNOWN: Index = { manifest: '', stamps: {} };

export function checkPayload(order: Order): PayloadVerdict {
  try {
    return check(order);
  } catch (error) {
    return { verdict: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
}

function check({ root, resources, keys, indexFile, scope }: Order): PayloadVerdict {
  const bytes = readIfThere(path.join(root, resources, MANIFEST));
  const signature = readIfThere(path.join(root, resources, SIGNATURE));
  if (bytes === null || signature === null) return { verdict: 'unsigned' };
  const list = readManifest(bytes, signature.toString('latin1'), keys);
  if (list.verdict === 'forged') return { verdict: 'forged' };
  if (list.verdict === 'malformed') return { verdict: 'unreadable', reason: `${MANIFEST} is of another format` };
  const { manifest } = list;

  const found = survey(root);
  const own = [MANIFEST, SIGNATURE, ...(isPackageType(found, root, resources) ? [PACKAGE_TYPE] : [])];
  const visible = shapeAlterations(manifest, found, resources, own);
  if (visible.length > 0) return altered(visible);

  const digest = createHash('sha256').update(bytes).digest('hex');
  const index = readIndex(indexFile);
  const inScope = manifest.files.filter((entry) => isWithin(entry.path, resources) === (scope === 'resources'));
  const toRead = filesToRead(inScope, manifest.backend, found, stampsOf(index, digest));
  const hashes = new Map(toRead.map((entry) => [entry.path, hashFile(path.join(root, entry.path))]));
  const hidden = contentAlterations(toRead, hashes);
  if (hidden.length > 0) return altered(hidden);

  keepIndex(indexFile, indexWith(toRead, found, index, digest));
  return { verdict: 'intact', hashed: toRead.length };
}

/** One app is in packages of several kinds, and each says of which: that cannot be listed, and may be nothing else. */
function isPackageType(found: Survey, root: string, resources: string): boolean {
  const entry = found.get(`${resources}/${PACKAGE_TYPE}`);
  if (entry?.kind !== 'file' || entry.size > LONGEST_PACKAGE_TYPE) return false;
  return PACKAGE_TYPES.includes(readFileSync(path.join(root, resources, PACKAGE_TYPE), 'utf8'));
}

function altered(alterations: Alteration[]): PayloadVerdict {
  return { verdict: 'altered', alterations };
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

function readIndex(file: string): Index {
  try {
    return indexSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return NOTHING_KNOWN;
  }
}

/** Without an index the next start reads everything again, and that is all. */
function keepIndex(file: string, index: Index): void {
  try {
    writeAtomically(file, JSON.stringify(index));
  } catch {
    // A full disk or a folder that may not be written is told by those who need it.
  }
}
