/** Ends of apps, and how long it takes until nothing of them is left. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { processesOfApp, survivors } from './census';
import type { ProcessRecord } from './census';
import { OwnTime } from './ownTime';
import { PATIENCE_MS } from './window';

interface Attempt<App> {
  /** Apps that are started together: a start waits for the disk and for its own processes, too. */
  atOnce: number;
  /** Starts an app in a folder of its own. */
  begin: (folder: string, number: number) => Promise<App>;
  /** Brings it to its end, one after the other: nothing else goes on that would be measured with it. */
  end: (app: App) => Promise<void>;
}

export async function inWaves<App>(
  folder: string,
  tries: Iterable<number>,
  { atOnce, begin, end }: Attempt<App>,
): Promise<void> {
  const numbers = [...tries];
  for (let first = 0; first < numbers.length; first += atOnce) {
    const wave = numbers.slice(first, first + atOnce);
    const begun = await Promise.all(wave.map((number) => begin(newPlace(folder, number), number)));
    for (const app of begun) await end(app);
  }
}

function newPlace(folder: string, number: number): string {
  const own = path.join(folder, `app ${number}.`);
  mkdirSync(own);
  return own;
}

const LOOK_EVERY_MS = 20;

/**
 * Ends an app, and counts until nothing of it is left.
 *
 * @returns the seconds that it took, without those in which the machine had no processor for it.
 * @throws when something is left even then; it is ended, so that it does not disturb other tests.
 */
export async function secondsUntilGone(pid: number, folder: string, end: () => unknown): Promise<number> {
  const members = processesOfApp(pid, folder);
  const time = new OwnTime(members);
  await end();
  for (;;) {
    const left = survivors(members, folder);
    time.look(left);
    if (left.length === 0) return time.seconds;
    if (time.passedMs > PATIENCE_MS) {
      signalAll(left, 'SIGKILL');
      throw new Error(`left behind:\n${left.map(({ pid, command }) => `${pid} ${command}`).join('\n')}`);
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Ends whatever is left of an app when its test went wrong. */
export function killApp(pid: number, folder: string): void {
  signalAll(processesOfApp(pid, folder), 'SIGKILL');
}

/** Those that ended meanwhile are passed over. */
export function signalAll(records: readonly ProcessRecord[], signal: NodeJS.Signals): void {
  for (const { pid } of records) {
    try {
      process.kill(pid, signal);
    } catch {
      // It ended meanwhile.
    }
  }
}
