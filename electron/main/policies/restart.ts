/** When a backend that ended by itself is started again, and after how long. */

const CRASHES_UNTIL_FAILED = 5;
export const CRASH_WINDOW_MS = 120_000;
const FIRST_BACKOFF_MS = 500;
const LONGEST_BACKOFF_MS = 30_000;
const JITTER = 0.25;

/** The waits for another backend to let go of the data directory: one left over ends within 2 s of its shell. */
const OWNER_WAITS_MS = [500, 1_000, 2_000, 4_000];

export interface CrashVerdict {
  verdict: 'try-again' | 'give-up';
  /** The crashes that still count, this one included. */
  crashes: number[];
}

export function crashVerdict(earlier: readonly number[], now: number): CrashVerdict {
  // The clock may have been set back since.
  const crashes = [...earlier.filter((time) => Math.abs(now - time) < CRASH_WINDOW_MS), now];
  return { verdict: crashes.length >= CRASHES_UNTIL_FAILED ? 'give-up' : 'try-again', crashes };
}

/** The wait before restart number `attempt` (from 0): doubled each time, a quarter more or less by chance. */
export function backoffMs(attempt: number, random: number): number {
  const plain = Math.min(FIRST_BACKOFF_MS * 2 ** attempt, LONGEST_BACKOFF_MS);
  return Math.round(plain * (1 - JITTER + 2 * JITTER * random));
}

/** The wait before the data directory is tried again, or null when waiting is of no more use. */
export function ownerWaitMs(waits: number): number | null {
  return OWNER_WAITS_MS[waits] ?? null;
}
