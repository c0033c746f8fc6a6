/** Whether the packed application is what was signed: pure comparisons of the list with what was found on the disk. */
import type { FileEntry, Manifest } from './manifest';

/** What lies at a path, as the file system tells without reading it. */
export type Found =
  | { kind: 'file'; size: number; stamp: string }
  | { kind: 'link'; link: string }
  /** A folder, a device: nothing that a list of files can have. */
  | { kind: 'other' };

export type Survey = ReadonlyMap<string, Found>;

export interface Alteration {
  what: 'changed' | 'missing' | 'added';
  path: string;
}

/**
 * - `unsigned`: the list or its signature is not there.
 * - `forged`: no key that counts has signed the list.
 * - `altered`: these files are not as listed.
 * - `unreadable`: it could not be found out, for this reason.
 */
export type PayloadVerdict =
  | { verdict: 'intact'; hashed: number }
  | { verdict: 'unsigned' | 'forged' }
  | { verdict: 'altered'; alterations: Alteration[] }
  | { verdict: 'unreadable'; reason: string };

/** `resources` is read before the backend starts; Electron's own files, which run already, once there is time. */
export type Scope = 'resources' | 'runtime';

/** Files that were read and found good earlier, by their stamps: they need not be read again while those stay. */
export interface Index {
  /** The SHA-256 of the list that they were held against. */
  manifest: string;
  stamps: Readonly<Record<string, string>>;
}

/** Whether a path of the list lies in this folder. */
export function isWithin(file: string, folder: string): boolean {
  return file.startsWith(`${folder}/`);
}

/**
 * What shows without reading a file: presence, kind and size, and among the resources what nobody listed.
 *
 * @param resources - The folder of the resources.
 * @param own - The names of the list's own files in there.
 */
export function shapeAlterations(
  manifest: Manifest,
  survey: Survey,
  resources: string,
  own: readonly string[],
): Alteration[] {
  const alterations: Alteration[] = [];
  for (const entry of manifest.files) {
    const found = survey.get(entry.path);
    if (found === undefined) alterations.push({ what: 'missing', path: entry.path });
    else if (!isAlike(entry, found)) alterations.push({ what: 'changed', path: entry.path });
  }
  const listed = new Set([...own.map((name) => `${resources}/${name}`), ...manifest.files.map(({ path }) => path)]);
  for (const path of survey.keys()) {
    if (isWithin(path, resources) && !listed.has(path)) alterations.push({ what: 'added', path });
  }
  return alterations;
}

function isAlike(entry: Manifest['files'][number], found: Found): boolean {
  if ('link' in entry) return found.kind === 'link' && found.link === entry.link;
  return found.kind === 'file' && found.size === entry.size;
}

/** The stamps of files that were found good when they were held against the list with this digest. */
export function stampsOf(index: Index, digest: string): Index['stamps'] {
  return index.manifest === digest ? index.stamps : {};
}

/** The files among these whose content must be read, as it is not known from an earlier start. */
export function filesToRead(
  entries: Manifest['files'],
  backend: string,
  survey: Survey,
  stamps: Index['stamps'],
): FileEntry[] {
  return entries.filter((entry): entry is FileEntry => {
    if ('link' in entry) return false;
    // The backend's executable is what everything else is for: no stamp vouches for it.
    return entry.path === backend || stampOf(survey, entry.path) !== stamps[entry.path];
  });
}

/** Files whose content is not as listed. `hashes` are the SHA-256 of what was read, by path. */
export function contentAlterations(read: readonly FileEntry[], hashes: ReadonlyMap<string, string>): Alteration[] {
  return read.filter(({ path, sha256 }) => hashes.get(path) !== sha256).map(({ path }) => ({ what: 'changed', path }));
}

/** The index after these files were read and found good. */
export function indexWith(read: readonly FileEntry[], survey: Survey, index: Index, digest: string): Index {
  const fresh = read.map(({ path }) => [path, stampOf(survey, path) ?? ''] as const);
  return { manifest: digest, stamps: { ...stampsOf(index, digest), ...Object.fromEntries(fresh) } };
}

function stampOf(survey: Survey, path: string): string | undefined {
  const found = survey.get(path);
  return found?.kind === 'file' ? found.stamp : undefined;
}
