/** The checks of health: how soon the next one comes, and how many may be missed. Pure. */
import { limits } from './limits';
import type { Effect, Machine } from './model';
import { timerSet } from './timers';

export function checkOf(machine: Machine, port: number): Effect {
  return { type: 'check-health', generation: machine.generation, port };
}

export function nextCheck(machine: Machine, ms: number): Effect[] {
  return machine.asleep ? [] : [timerSet('health', ms)];
}

/** A check that fails at once is no proof that comes sooner: each counts for the time that it may take. */
export function waitAfterMiss(afterMs: number): number {
  const left = limits.healthTimeoutMs - afterMs;
  return limits.missIntervalMs + Math.min(Math.max(left, 0), limits.healthTimeoutMs);
}

export function missesUntilKilled({ engine }: Machine): number {
  return engine === 'loading' ? limits.missesWhileLoading : limits.missesUntilKilled;
}

export function startLimit({ port }: Machine): number {
  return port === null ? limits.startMs : limits.answerMs;
}
