/** When the updater looks by itself. Chance keeps the installations of the world from asking at the same moment. */

const SECOND_MS = 1_000;
const HOUR_MS = 60 * 60 * SECOND_MS;

/** The start is the backend's; the first look comes once that is over. */
const FIRST_AFTER_MS = 5 * SECOND_MS;
const FIRST_SPREAD_MS = 25 * SECOND_MS;

const EVERY_MS = 4 * HOUR_MS;
const SPREAD_MS = 2 * HOUR_MS;

/** @param chance - from 0 to below 1 */
export function untilFirstCheck(chance: number): number {
  return FIRST_AFTER_MS + chance * FIRST_SPREAD_MS;
}

/** From three to five hours. */
export function untilNextCheck(chance: number): number {
  return EVERY_MS + (chance - 0.5) * SPREAD_MS;
}
