import type { EngineState } from '../../../../electron/shared/ipc';
import { limits } from '../../../../electron/main/supervisor/limits';
import { decide, initialMachine } from '../../../../electron/main/supervisor/machine';
import type { Decision, Effect, Machine, SupervisorEvent } from '../../../../electron/main/supervisor/model';

/** Plays events one after the other, each at its own time, and keeps the last decision. */
export class Play {
  machine: Machine = initialMachine;
  last: Decision = { verdict: 'stale', machine: initialMachine, effects: [] };
  now = 1_000_000;

  then(event: SupervisorEvent, afterMs = 0): this {
    this.now += afterMs;
    this.last = decide(this.machine, event, { now: this.now, random: 0.5 });
    this.machine = this.last.machine;
    return this;
  }

  started(): this {
    return this.then({ type: 'start' });
  }

  healthy(): this {
    return this.answering('ready');
  }

  answering(engine: EngineState): this {
    const { generation } = this.machine;
    const told = this.then({ type: 'listening', generation, port: 4000, protocol: 1 });
    return told.then({ type: 'health-answered', generation, engine });
  }

  exits(code: number | null, signal: string | null = null): this {
    return this.then({ type: 'exited', generation: this.machine.generation, code, signal });
  }

  missesHealth(afterMs: number = limits.healthTimeoutMs): this {
    return this.then({ type: 'health-missed', generation: this.machine.generation, afterMs });
  }

  fires(name: 'start-limit' | 'health' | 'retry' | 'terminate' | 'kill', late = 0): this {
    const due = this.machine.due[name];
    if (due === undefined) throw new Error(`the timer ${name} does not run`);
    this.now = due + late;
    return this.then({ type: 'timer', name });
  }

  get effects(): Effect['type'][] {
    return this.last.effects.map(({ type }) => type);
  }
}

export const play = (): Play => new Play();
