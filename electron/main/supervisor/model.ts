/** The words of the supervisor: what it knows, what can happen to it, what it can do about it. */
import type { EngineState, SupervisorState } from '../../shared/ipc';
import type { LastWords, Trouble } from './trouble';

export type TimerName = 'start-limit' | 'health' | 'retry' | 'terminate' | 'kill';

export interface Machine {
  readonly state: SupervisorState;
  /** The number of the current or last process; 0 before the first. */
  readonly generation: number;
  readonly alive: boolean;
  /** Whether the vendor's plug-ins are left out: as a person asked, until the next time that one asks for a start. */
  readonly withoutPlugins: boolean;
  readonly port: number | null;
  readonly engine: EngineState;
  /** Times of crashes within the window that counts, in milliseconds. */
  readonly crashes: readonly number[];
  /** Restarts since the backend last stayed healthy. */
  readonly attempt: number;
  /** How often in a row a backend found the data directory in use. */
  readonly ownerWaits: number;
  /** How often in a row a backend was ended because it did not come to an answer. */
  readonly slowStarts: number;
  readonly missedChecks: number;
  readonly healthySince: number | null;
  readonly asleep: boolean;
  /** What to do once the process that is being stopped is gone. */
  readonly afterStop: 'start' | 'rest';
  readonly trouble: Trouble | null;
  /** Why the supervisor itself ended the process. */
  readonly killedFor: Trouble | null;
  /** What the backend said before it ended. */
  readonly lastWords: LastWords | null;
  /** When each running timer is due. */
  readonly due: Readonly<Partial<Record<TimerName, number>>>;
}

export type SupervisorEvent =
  | { type: 'start' }
  | { type: 'restart-requested'; withoutPlugins: boolean }
  | { type: 'stop-requested' }
  | { type: 'cannot-start'; generation: number; trouble: Trouble }
  | { type: 'refused'; trouble: Trouble }
  | { type: 'listening'; generation: number; port: number; protocol: number }
  | { type: 'engine'; generation: number; engine: EngineState; message?: string }
  | { type: 'fatal'; generation: number; code: string; message: string }
  | { type: 'exited'; generation: number; code: number | null; signal: string | null }
  | { type: 'health-answered'; generation: number; engine: EngineState }
  | { type: 'health-missed'; generation: number; afterMs: number }
  | { type: 'timer'; name: TimerName }
  | { type: 'suspended' }
  | { type: 'resumed' };

export type Effect =
  | { type: 'spawn'; generation: number; withoutPlugins: boolean }
  | { type: 'check-health'; generation: number; port: number }
  | { type: 'close-stdin' }
  | { type: 'terminate' }
  | { type: 'kill' }
  | { type: 'set-timer'; name: TimerName; ms: number }
  | { type: 'clear-timer'; name: TimerName };

export type Verdict =
  | 'spawned'
  | 'already-running'
  | 'nothing-to-stop'
  | 'stopping'
  | 'already-stopping'
  | 'restarting'
  | 'refused-to-start'
  | 'refused'
  | 'listening'
  | 'protocol-mismatch'
  | 'engine-changed'
  | 'fatal-noted'
  | 'healthy'
  | 'still-healthy'
  | 'recovered'
  | 'check-missed'
  | 'unresponsive'
  | 'killed-unresponsive'
  | 'killed-slow-start'
  | 'checking'
  | 'terminated'
  | 'killed'
  | 'stopped'
  | 'crashed'
  | 'gave-up'
  | 'hopeless'
  | 'waiting-for-owner'
  | 'asleep'
  | 'awake'
  | 'slept-unannounced'
  | 'stale';

export interface Context {
  /** Wall-clock milliseconds: unlike a monotonic clock, it shows that the machine was asleep. */
  now: number;
  /** From 0 to 1. */
  random: number;
}

export interface Decision {
  verdict: Verdict;
  machine: Machine;
  effects: Effect[];
}
