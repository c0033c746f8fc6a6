/** The supervisor's timers as effects, and what the machine knows of those that run. Pure. */
import type { Effect, Machine, TimerName } from './model';

export function timerSet(name: TimerName, ms: number): Effect {
  return { type: 'set-timer', name, ms };
}

/** All that run, or those of these names that do. */
export function clearTimers(machine: Machine, names = Object.keys(machine.due) as TimerName[]): Effect[] {
  return names.filter((name) => name in machine.due).map((name) => ({ type: 'clear-timer', name }));
}

export function withoutTimer(machine: Machine, name: TimerName): Machine {
  const due = Object.entries(machine.due).filter(([other]) => other !== name);
  return { ...machine, due: Object.fromEntries(due) };
}

/** Keeps `due` in step with the timers that the effects set and clear. */
export function noteTimers(machine: Machine, effects: readonly Effect[], now: number): Machine {
  let next = machine;
  for (const effect of effects) {
    if (effect.type === 'clear-timer') next = withoutTimer(next, effect.name);
    if (effect.type === 'set-timer') next = { ...next, due: { ...next.due, [effect.name]: now + effect.ms } };
  }
  return next;
}
