/** Carries out what `machine.ts` decides: the one place where the backend is started, asked and ended. */
import type { BackendConnection, BackendProblem, BackendStatus } from '../../shared/ipc';
import type { Health } from '../../shared/protocol';
import type { Log } from '../log';
import { History } from './history';
import type { BackendProcess, Launch } from './launch';
import type { BackendCommand, Located } from './locate';
import { decide, initialMachine } from './machine';
import { parseLine } from './messages';
import type { Effect, Machine, SupervisorEvent, TimerName, Verdict } from './model';
import type { Trouble } from './trouble';

export interface Clock {
  now(): number;
  /** Returns the function that cancels. */
  after(ms: number, action: () => void): () => void;
}

export interface SupervisorParts {
  clock: Clock;
  random(): number;
  /** Where the backend is, or why it must not start. */
  locate(): Promise<Located>;
  launch: Launch;
  environment: NodeJS.ProcessEnv;
  askHealth(port: number): Promise<Health | null>;
  /** A fresh secret for each process. */
  newToken(): string;
  /** The line that opens the talk with a backend. */
  handshake(token: string): string;
  /** Puts trouble into words, in the user's language of the moment. */
  describe(trouble: Trouble): BackendProblem;
  /** Takes out of a line what must not be kept. */
  redact(text: string): string;
  log: Log;
}

/** Decisions that come all the time while all is well: of no use in a log or a history. */
const ROUTINE: readonly Verdict[] = ['checking', 'still-healthy', 'stale'];

export class Supervisor {
  readonly history = new History();
  private machine: Machine = initialMachine;
  private process: BackendProcess | null = null;
  private token = '';
  /** The last process that said what is not of the protocol. */
  private misunderstood: number | null = null;
  private readonly timers = new Map<TimerName, () => void>();
  private readonly listeners = new Set<(status: BackendStatus) => void>();

  constructor(private readonly parts: SupervisorParts) {}

  get status(): BackendStatus {
    const { state, engine, attempt, withoutPlugins, trouble, due } = this.machine;
    const problem = trouble === null ? null : this.parts.describe(trouble);
    const retryInMs = due.retry === undefined ? null : Math.max(0, due.retry - this.parts.clock.now());
    return { state, engine, attempt, withoutPlugins, retryInMs, connection: this.connection, problem };
  }

  /** How to reach the backend, while it answers. */
  get connection(): BackendConnection | null {
    const { state, generation, port } = this.machine;
    if (port === null || (state !== 'healthy' && state !== 'unresponsive')) return null;
    return { generation, port, token: this.token };
  }

  /** Returns the function that ends the subscription. */
  onStatus(listener: (status: BackendStatus) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  start(): void {
    this.dispatch({ type: 'start' });
  }

  restart({ withoutPlugins = false } = {}): void {
    this.dispatch({ type: 'restart-requested', withoutPlugins });
  }

  /** Ends the backend, because it turned out that it must not run. */
  refuse(trouble: Trouble): void {
    this.dispatch({ type: 'refused', trouble });
  }

  suspended(): void {
    this.dispatch({ type: 'suspended' });
  }

  resumed(): void {
    this.dispatch({ type: 'resumed' });
  }

  /** Settles once no backend runs; the steps of the stop bound how long that takes. */
  async stop(): Promise<void> {
    this.dispatch({ type: 'stop-requested' });
    if (!this.machine.alive) return;
    await new Promise<void>((resolve) => {
      const unsubscribe = this.onStatus(() => {
        if (this.machine.alive) return;
        unsubscribe();
        resolve();
      });
    });
  }

  private dispatch(event: SupervisorEvent): void {
    const before = this.machine;
    const context = { now: this.parts.clock.now(), random: this.parts.random() };
    const { verdict, machine, effects } = decide(before, event, context);
    this.machine = machine;
    if (!ROUTINE.includes(verdict)) this.note(event, verdict);
    for (const effect of effects) this.carryOut(effect);
    if (changed(before, this.machine)) this.publish();
  }

  private note(event: SupervisorEvent, verdict: Verdict): void {
    const { state, generation } = this.machine;
    const at = new Date(this.parts.clock.now()).toISOString();
    const ending = event.type === 'exited' ? ` (code ${String(event.code)}, signal ${String(event.signal)})` : '';
    this.history.note({ at, generation, event: event.type + ending, verdict, state });
    this.parts.log.info('backend', { event: event.type + ending, verdict, state, generation });
  }

  private publish(): void {
    const { status } = this;
    for (const listener of this.listeners) listener(status);
  }

  private carryOut(effect: Effect): void {
    switch (effect.type) {
      case 'spawn':
        void this.spawn(effect.generation, effect.withoutPlugins);
        break;
      case 'check-health':
        void this.checkHealth(effect.generation, effect.port);
        break;
      case 'close-stdin':
        if (this.process === null) this.forgetSearch();
        else this.process.closeStdin();
        break;
      case 'terminate':
        this.process?.terminate();
        break;
      case 'kill':
        this.process?.kill();
        break;
      case 'set-timer':
        this.setTimer(effect.name, effect.ms);
        break;
      case 'clear-timer':
        this.clearTimer(effect.name);
        break;
    }
  }

  private async spawn(generation: number, withoutPlugins: boolean): Promise<void> {
    const located = await this.locate();
    if (!this.isWanted(generation)) {
      this.dispatch({ type: 'exited', generation, code: null, signal: null });
      return;
    }
    if ('trouble' in located) {
      this.dispatch({ type: 'cannot-start', generation, trouble: located.trouble });
      return;
    }
    this.token = this.parts.newToken();
    try {
      this.process = this.launch(generation, withoutPlugins ? leaveOutPlugins(located.command) : located.command);
    } catch (error) {
      // Node throws some of the system's refusals, such as that of a file that is no program on Windows.
      this.dispatch({ type: 'cannot-start', generation, trouble: { kind: 'not-started', reason: String(error) } });
    }
  }

  private async locate(): Promise<Located> {
    try {
      return await this.parts.locate();
    } catch (error) {
      return { trouble: { kind: 'not-started', reason: String(error) } };
    }
  }

  /** Nothing runs yet, and what is found late is not wanted: whoever stops need not wait for it. */
  private forgetSearch(): void {
    const { generation } = this.machine;
    queueMicrotask(() => {
      this.dispatch({ type: 'exited', generation, code: null, signal: null });
    });
  }

  /** While the backend was looked for it may have been stopped, given up or replaced. */
  private isWanted(generation: number): boolean {
    const { machine } = this;
    return machine.generation === generation && machine.state === 'starting' && machine.killedFor === null;
  }

  private launch(generation: number, command: BackendCommand): BackendProcess {
    const { parts } = this;
    return parts.launch(command, parts.environment, parts.handshake(this.token), {
      onLine: (line) => {
        this.heard(generation, line);
      },
      onErrorLine: (line) => {
        this.history.noteStderr(parts.redact(line));
      },
      onEnd: ({ code, signal, notStarted: reason }) => {
        // Its number may soon be another's.
        this.process = null;
        if (reason === null) this.dispatch({ type: 'exited', generation, code, signal });
        else this.dispatch({ type: 'cannot-start', generation, trouble: { kind: 'not-started', reason } });
      },
    });
  }

  private heard(generation: number, line: string): void {
    const message = parseLine(line);
    switch (message?.event) {
      case 'listening':
        this.dispatch({ type: 'listening', generation, port: message.port, protocol: message.protocol });
        break;
      case 'ready':
        this.dispatch({ type: 'engine', generation, engine: 'ready' });
        break;
      case 'engine-failed':
        this.dispatch({ type: 'engine', generation, engine: 'failed', message: message.message });
        break;
      case 'fatal':
        this.dispatch({ type: 'fatal', generation, code: message.code, message: message.message });
        break;
      case undefined:
        this.notUnderstood(generation, line);
    }
  }

  /** Told once of each process: one that prints nothing else would fill the log. */
  private notUnderstood(generation: number, line: string): void {
    if (this.misunderstood === generation) return;
    this.misunderstood = generation;
    this.parts.log.warn('backend: a line that is not of this protocol', { length: line.length });
  }

  private async checkHealth(generation: number, port: number): Promise<void> {
    const { parts } = this;
    const asked = parts.clock.now();
    const health = await parts.askHealth(port);
    if (health === null) this.dispatch({ type: 'health-missed', generation, afterMs: parts.clock.now() - asked });
    else this.dispatch({ type: 'health-answered', generation, engine: health.engine });
  }

  private setTimer(name: TimerName, ms: number): void {
    this.clearTimer(name);
    const cancel = this.parts.clock.after(ms, () => {
      this.timers.delete(name);
      this.dispatch({ type: 'timer', name });
    });
    this.timers.set(name, cancel);
  }

  private clearTimer(name: TimerName): void {
    this.timers.get(name)?.();
    this.timers.delete(name);
  }
}

function leaveOutPlugins(command: BackendCommand): BackendCommand {
  return { ...command, args: [...command.args, '--without-plugins'] };
}

/** Whether the status that is published differs: timers and counters of checks do not show in it. */
function changed(before: Machine, after: Machine): boolean {
  return (
    before.state !== after.state ||
    before.generation !== after.generation ||
    before.alive !== after.alive ||
    before.engine !== after.engine ||
    before.attempt !== after.attempt ||
    before.trouble !== after.trouble
  );
}
