/** How long to wait before the next attempt at a connection. */

const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/**
 * Doubles from 100 ms to 5 s; half of each wait is random, so that windows that lost one backend do not come back
 * in step.
 *
 * @param attempt counts from 0
 * @param random a number from 0 to 1
 */
export function reconnectDelay(attempt: number, random: number): number {
  const longest = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
  return longest / 2 + (longest / 2) * random;
}
