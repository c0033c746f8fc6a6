/** Puts a new AppImage in the place of the one that runs. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  constants,
  copyFileSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  unlinkSync,
} from 'node:fs';
import path from 'node:path';

/**
 * Waits for the old program's end, because two of them would share a profile; then becomes the new one. It lets go of
 * what Chromium left open: as long as somebody holds the other end of its sockets, the old program's helpers live on.
 * It takes bash, for sh closes no number above 9; so does the script by which an AppImage starts.
 */
const START_AFTER =
  'for fd in /proc/$$/fd/*; do fd=${fd##*/}; ((fd > 2)) && eval "exec $fd>&-"; done 2>/dev/null; n=0; pid=$1; shift; while kill -0 "$pid" 2>/dev/null && [ $n -lt 300 ]; do sleep 0.1; n=$((n+1)); done; exec "$@"';

const FOLDER_LISTS = ['PATH', 'LD_LIBRARY_PATH', 'XDG_DATA_DIRS', 'GSETTINGS_SCHEMA_DIR'];
const OF_THE_OLD = ['APPDIR', 'APPIMAGE', 'ARGV0', 'OWD'];

/**
 * Whenever this is interrupted, a whole AppImage lies there: the old one or the new one. The cache may be on another disk,
 * so the new one is copied beside the old one before it takes its place.
 *
 * @param warn - is told of an old one that could not be removed
 * @returns Where the new one is: a name that tells a version tells the new one, any other name is the user's and stays.
 */
export function replaceAppImage(fresh: string, old: string, warn: (message: string) => void): string {
  const told = /\d+\.\d+\.\d+/.test(path.basename(old)) ? path.basename(fresh) : path.basename(old);
  const place = path.join(path.dirname(old), told);
  const part = `${place}.part`;
  try {
    // What lies under that name is a broken try of ours, or a link by which somebody else would choose what is written.
    rmSync(part, { force: true });
    copyFileSync(fresh, part, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
    chmodSync(part, 0o755);
    flush(part);
    renameSync(part, place);
  } catch (error) {
    rmSync(part, { force: true });
    throw error;
  }
  if (place !== old) removeOld(old, warn);
  return place;
}

/** The new one is in place by now: an old one that stays, or that its user has moved meanwhile, changes nothing about that. */
function removeOld(old: string, warn: (message: string) => void): void {
  try {
    unlinkSync(old);
  } catch (error) {
    warn(`the old AppImage stays: ${String(error)}`);
  }
}

function flush(file: string): void {
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Starts a program, with these arguments, once the process `pid` has ended. */
export function startAfter(
  pid: number,
  program: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): void {
  const env = withoutMount(environment);
  spawn('/usr/bin/env', ['bash', '-c', START_AFTER, 'bash', String(pid), program, ...args], {
    detached: true,
    stdio: 'ignore',
    env,
  }).unref();
}

/** The old AppImage's mount is gone by then: nothing may look for a program or a library in it. */
export function withoutMount(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const mount = environment['APPDIR'];
  const kept = Object.entries(environment).filter(([name]) => !OF_THE_OLD.includes(name));
  if (mount === undefined) return Object.fromEntries(kept);
  return Object.fromEntries(
    kept.map(([name, value]) => [name, FOLDER_LISTS.includes(name) ? outside(value ?? '', mount) : value]),
  );
}

function outside(folders: string, mount: string): string {
  const isInside = (folder: string): boolean => folder === mount || folder.startsWith(`${mount}/`);
  return folders
    .split(':')
    .filter((folder) => !isInside(folder))
    .join(':');
}
