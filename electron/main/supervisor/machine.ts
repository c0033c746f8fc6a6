/**
 * The supervisor as a pure function: what is known of the backend, and an event, give a verdict, the new state and
 * the effects to carry out. It reads no clock and starts nothing; `supervisor.ts` does.
 */
import type { EngineState } from '../../shared/ipc';
import { backoffMs, CRASH_WINDOW_MS, crashVerdict, ownerWaitMs } from '../policies/restart';
import { checkOf, missesUntilKilled, nextCheck, startLimit, waitAfterMiss } from './checks';
import { limits } from './limits';
import type { Context, Decision, Effect, Machine, SupervisorEvent, TimerName, Verdict } from './model';
import { clearTimers, noteTimers, timerSet, withoutTimer } from './timers';
import { isHopeless, troubleOfExit, waitsForOwner, type Trouble } from './trouble';

export const initialMachine: Machine = {
  state: 'idle',
  generation: 0,
  alive: false,
  withoutPlugins: false,
  port: null,
  engine: 'loading',
  crashes: [],
  attempt: 0,
  ownerWaits: 0,
  slowStarts: 0,
  missedChecks: 0,
  healthySince: null,
  asleep: false,
  afterStop: 'rest',
  trouble: null,
  killedFor: null,
  lastWords: null,
  due: {},
};

export function decide(machine: Machine, event: SupervisorEvent, context: Context): Decision {
  const { verdict, machine: next, effects } = transition(machine, event, context);
  return { verdict, machine: noteTimers(next, effects, context.now), effects };
}

function transition(machine: Machine, event: SupervisorEvent, context: Context): Decision {
  if ('generation' in event && (event.generation !== machine.generation || !machine.alive)) {
    return stay('stale', machine);
  }
  switch (event.type) {
    case 'start':
      return machine.alive || machine.state === 'backing-off'
        ? stay('already-running', machine)
        : spawn(forgetTrouble(machine));
    case 'restart-requested':
      return restart({ ...machine, withoutPlugins: event.withoutPlugins });
    case 'stop-requested':
      return stop(machine);
    case 'cannot-start':
      return fail('refused-to-start', { ...machine, alive: false }, event.trouble);
    case 'refused':
      return fail('refused', machine, event.trouble, machine.alive ? [{ type: 'kill' }] : []);
    case 'listening':
      return listening(machine, event);
    case 'engine':
      return engineChanged(machine, event.engine, event.message);
    case 'fatal':
      return stay('fatal-noted', { ...machine, lastWords: { code: event.code, message: event.message } });
    case 'exited':
      return exited({ ...machine, alive: false }, event, context);
    case 'health-answered':
      return healthAnswered(machine, event.engine, context);
    case 'health-missed':
      return healthMissed(machine, event.afterMs);
    case 'timer':
      return timer(machine, event.name, context);
    case 'suspended':
      return move('asleep', { ...machine, asleep: true }, clearTimers(machine, ['health', 'start-limit']));
    case 'resumed':
      return wake('awake', machine);
  }
}

function restart(machine: Machine): Decision {
  if (machine.state === 'stopping') {
    return stay('already-stopping', machine);
  }
  const fresh = forgetTrouble(machine);
  return machine.alive ? beginStop('restarting', fresh, 'start') : spawn(fresh);
}

function stop(machine: Machine): Decision {
  if (machine.state === 'stopping') {
    return stay('already-stopping', { ...machine, afterStop: 'rest' });
  }
  if (machine.alive) {
    return beginStop('stopping', machine, 'rest');
  }
  return move('nothing-to-stop', { ...machine, state: 'stopped' }, clearTimers(machine));
}

function beginStop(verdict: Verdict, machine: Machine, afterStop: Machine['afterStop']): Decision {
  const stopping: Machine = { ...machine, state: 'stopping', afterStop, port: null };
  return move(verdict, stopping, [...clearTimers(machine), ...stepsToEnd(machine)]);
}

/** One that no longer answers hears neither the end of stdin nor, when it stands still, SIGTERM. */
function stepsToEnd({ state }: Machine): Effect[] {
  return state === 'unresponsive'
    ? [{ type: 'kill' }]
    : [{ type: 'close-stdin' }, timerSet('terminate', limits.stdinGraceMs)];
}

function listening(machine: Machine, event: Extract<SupervisorEvent, { type: 'listening' }>): Decision {
  // Told again it would begin its time to answer anew, for ever.
  if (machine.state !== 'starting' || machine.port !== null) {
    return stay('stale', machine);
  }
  if (event.protocol !== limits.protocol) {
    return fail('protocol-mismatch', machine, { kind: 'protocol-mismatch', protocol: event.protocol }, [
      { type: 'kill' },
    ]);
  }
  const known: Machine = { ...machine, port: event.port };
  return move('listening', known, [timerSet('start-limit', limits.answerMs), checkOf(known, event.port)]);
}

function engineChanged(machine: Machine, engine: EngineState, reason?: string): Decision {
  return isWanted(machine) ? stay('engine-changed', withEngine(machine, engine, reason)) : stay('stale', machine);
}

function healthAnswered(machine: Machine, engine: EngineState, context: Context): Decision {
  if (!isWanted(machine)) {
    return stay('stale', machine);
  }
  const first = machine.state !== 'healthy';
  const healthySince = first ? context.now : machine.healthySince;
  const steady = healthySince !== null && context.now - healthySince >= limits.steadyMs;
  const known = withEngine(machine, engine);
  const healthy: Machine = {
    ...known,
    state: 'healthy',
    missedChecks: 0,
    ownerWaits: 0,
    slowStarts: 0,
    healthySince,
    attempt: steady ? 0 : machine.attempt,
    trouble: known.engine === 'failed' ? known.trouble : null,
  };
  const verdict = !first ? 'still-healthy' : machine.state === 'unresponsive' ? 'recovered' : 'healthy';
  const effects = [...clearTimers(machine, ['start-limit']), ...nextCheck(healthy, limits.healthIntervalMs)];
  return move(verdict, healthy, effects);
}

function healthMissed(machine: Machine, afterMs: number): Decision {
  if (machine.asleep || machine.port === null) {
    return stay('stale', machine);
  }
  const missedChecks = machine.missedChecks + 1;
  const missed: Machine = { ...machine, missedChecks };
  if (machine.state === 'starting') {
    return move('check-missed', missed, nextCheck(machine, limits.firstAnswerIntervalMs));
  }
  if (missedChecks >= missesUntilKilled(machine)) {
    const killed: Machine = { ...missed, state: 'unresponsive', killedFor: { kind: 'unresponsive' } };
    return move('killed-unresponsive', killed, [{ type: 'kill' }]);
  }
  if (missedChecks >= limits.missesUntilShown && machine.state === 'healthy') {
    return move('unresponsive', { ...missed, state: 'unresponsive' }, nextCheck(machine, waitAfterMiss(afterMs)));
  }
  return move('check-missed', missed, nextCheck(machine, waitAfterMiss(afterMs)));
}

function timer(fired: Machine, name: TimerName, context: Context): Decision {
  const due = fired.due[name];
  const machine = withoutTimer(fired, name);
  if (due === undefined) {
    return stay('stale', machine);
  }
  const late = context.now - due > limits.sleepJumpMs;
  switch (name) {
    case 'health':
      if (late) return wake('slept-unannounced', machine);
      return machine.port === null
        ? stay('stale', machine)
        : move('checking', machine, [checkOf(machine, machine.port)]);
    case 'start-limit':
      if (late) return wake('slept-unannounced', machine);
      return killSlowStart(machine);
    case 'retry':
      return spawn(machine);
    case 'terminate':
      return move('terminated', machine, [{ type: 'terminate' }, timerSet('kill', limits.termGraceMs)]);
    case 'kill':
      return move('killed', machine, [{ type: 'kill' }]);
  }
}

function killSlowStart(machine: Machine): Decision {
  const slowStarts = machine.slowStarts + 1;
  const killedFor: Trouble = { kind: 'slow-start', withinMs: startLimit(machine) };
  return move('killed-slow-start', { ...machine, slowStarts, killedFor }, [{ type: 'kill' }]);
}

/** After a sleep nothing that was measured across it counts: the checks begin anew after a moment of grace. */
function wake(verdict: Verdict, machine: Machine): Decision {
  const awake: Machine = { ...machine, asleep: false, missedChecks: 0 };
  const effects: Effect[] = [];
  if (machine.alive && machine.state !== 'stopping') {
    if (machine.state === 'starting') effects.push(timerSet('start-limit', startLimit(machine)));
    if (machine.port !== null) effects.push(timerSet('health', limits.wakeGraceMs));
  }
  return move(verdict, awake, effects);
}

function exited(machine: Machine, event: { code: number | null; signal: string | null }, context: Context): Decision {
  if (machine.state === 'failed') {
    return stay('stopped', machine);
  }
  if (machine.state === 'stopping') {
    return machine.afterStop === 'start'
      ? spawn(machine)
      : move('stopped', { ...machine, state: 'stopped', port: null }, clearTimers(machine));
  }
  const trouble = machine.killedFor ?? troubleOfExit(event, machine.lastWords);
  if (isHopeless(event.code)) {
    return fail('hopeless', machine, trouble);
  }
  if (waitsForOwner(event.code)) {
    const ms = ownerWaitMs(machine.ownerWaits);
    return ms === null
      ? fail('hopeless', machine, trouble)
      : backOff('waiting-for-owner', { ...machine, ownerWaits: machine.ownerWaits + 1, trouble }, ms);
  }
  return crashed(machine, trouble, context);
}

function crashed(machine: Machine, last: Trouble, context: Context): Decision {
  const { verdict, crashes } = crashVerdict(machine.crashes, context.now);
  const counted: Machine = { ...machine, crashes, trouble: last };
  if (machine.slowStarts >= limits.slowStartsUntilFailed) return fail('gave-up', counted, last);
  if (verdict === 'give-up') {
    return fail('gave-up', counted, { kind: 'gave-up', crashes: crashes.length, withinMs: CRASH_WINDOW_MS, last });
  }
  // Whoever met one that stood still has waited for the checks already.
  const attempt = last.kind === 'unresponsive' ? 0 : machine.attempt;
  return backOff('crashed', counted, backoffMs(attempt, context.random));
}

function backOff(verdict: Verdict, machine: Machine, ms: number): Decision {
  const waiting: Machine = { ...machine, state: 'backing-off', port: null, attempt: machine.attempt + 1 };
  return move(verdict, waiting, [...clearTimers(machine), timerSet('retry', ms)]);
}

function spawn(machine: Machine): Decision {
  const generation = machine.generation + 1;
  const starting: Machine = {
    ...machine,
    state: 'starting',
    generation,
    alive: true,
    port: null,
    engine: 'loading',
    missedChecks: 0,
    healthySince: null,
    afterStop: 'rest',
    trouble: null,
    killedFor: null,
    lastWords: null,
  };
  const patience = timerSet('start-limit', limits.startMs);
  const { withoutPlugins } = machine;
  return move('spawned', starting, [...clearTimers(machine), patience, { type: 'spawn', generation, withoutPlugins }]);
}

function fail(verdict: Verdict, machine: Machine, trouble: Trouble, effects: Effect[] = []): Decision {
  return move(verdict, { ...machine, state: 'failed', port: null, trouble }, [...clearTimers(machine), ...effects]);
}

/** An engine that is loaded, or could not be, stays so for its process: a late answer of `/health` says otherwise. */
function withEngine(machine: Machine, engine: EngineState, reason?: string): Machine {
  if (engine === 'loading') return machine;
  if (engine === 'ready') return { ...machine, engine };
  const known = reason === undefined && machine.engine === 'failed';
  return { ...machine, engine, trouble: known ? machine.trouble : { kind: 'engine-failed', reason: reason ?? null } };
}

/** A process that is being ended may still say something, which counts no more. */
function isWanted({ state, killedFor }: Machine): boolean {
  return killedFor === null && (state === 'starting' || state === 'healthy' || state === 'unresponsive');
}

/** A person asked for a new start: earlier crashes no longer count. */
function forgetTrouble(machine: Machine): Machine {
  return { ...machine, crashes: [], attempt: 0, ownerWaits: 0, slowStarts: 0, trouble: null };
}

function stay(verdict: Verdict, machine: Machine): Decision {
  return { verdict, machine, effects: [] };
}

function move(verdict: Verdict, machine: Machine, effects: Effect[]): Decision {
  return { verdict, machine, effects };
}
