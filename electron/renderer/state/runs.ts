/**
 * The runs that go on, whichever conversation is on screen: each event used once and in order; a lost socket, a gap or
 * a machine that slept is mended by asking for what is missing.
 */
import type { AnyRunEvent, ClientMessage, Error as WireError, Problem, ServerMessage } from '../../shared/protocol';
import { RunCursor } from './cursor';

/** What the owner of a run's message is told. */
export interface RunListener {
  onEvent(event: AnyRunEvent): void;
  /** The run can no longer be followed: the backend that ran it is gone, or does not know it. */
  onLost(): void;
}

export interface StartListener {
  /** The run is stored; its events, this one first, go to the listener that is returned. */
  onStarted(event: Extract<AnyRunEvent, { type: 'run.started' }>): RunListener;
  onRefused(problem: Problem): void;
  /** The process that was asked is gone, and did not say whether it took the run. */
  onUncertain(): void;
}

export interface StartRequest {
  requestId: string;
  conversationId: string | null;
  agent: string | null;
  input: string;
}

/** Errors after which a run cannot be followed any more: only the store knows how it ended. */
const OVER: ReadonlySet<string> = new Set(['run-not-found', 'run-over']);

/** The pause before a run whose events could not be read is asked for again. */
const ASK_AGAIN_MS = 1_000;

interface StartingRun {
  readonly message: ClientMessage;
  readonly listener: StartListener;
  /** To be stopped as soon as it has an id. */
  unwanted: boolean;
}

interface LiveRun {
  readonly cursor: RunCursor;
  readonly listener: RunListener;
  /** Replies that the backend has not answered by a result: sent again on a new socket. */
  readonly replies: Map<string, ClientMessage>;
  /** To be stopped: said again on a new socket until the run is over. */
  unwanted: boolean;
}

function newRun(listener: RunListener): LiveRun {
  return { cursor: new RunCursor(), listener, replies: new Map(), unwanted: false };
}

export class Runs {
  readonly #send: (message: ClientMessage) => boolean;
  readonly #now: () => number;
  readonly #live = new Map<string, LiveRun>();
  readonly #starting = new Map<string, StartingRun>();
  #generation: number | null = null;

  constructor(send: (message: ClientMessage) => boolean, now: () => number = () => performance.now()) {
    this.#send = send;
    this.#now = now;
  }

  /** False when there is no connection: nothing was sent. */
  start(request: StartRequest, listener: StartListener): boolean {
    const message: ClientMessage = {
      type: 'run.start',
      request_id: request.requestId,
      ...(request.conversationId === null ? {} : { conversation_id: request.conversationId }),
      ...(request.agent === null ? {} : { agent: request.agent }),
      input: request.input,
      whole_text: false,
    };
    if (!this.#send(message)) return false;
    this.#starting.set(request.requestId, { message, listener, unwanted: false });
    return true;
  }

  /** Follows a run that was found in the store: every event of it comes again, from the first. */
  follow(runId: string, listener: RunListener): void {
    if (this.#live.has(runId)) return;
    this.#live.set(runId, newRun(listener));
    this.#resume(runId);
  }

  isLive(runId: string): boolean {
    return this.#live.has(runId);
  }

  /** Stops a run, also when the socket is lost right now: it is said again on the next one. */
  cancel(runId: string): void {
    const run = this.#live.get(runId);
    if (run === undefined) return;
    run.unwanted = true;
    this.#sendCancel(runId);
  }

  /** Stops a run of which only the request is known, as soon as the backend has given it an id. */
  cancelStart(requestId: string): void {
    const starting = this.#starting.get(requestId);
    if (starting !== undefined) starting.unwanted = true;
  }

  /** The reply reaches the backend even when the socket is lost right now: it is sent again on the next one. */
  reply(runId: string, callId: string, approved: boolean, reason: string | null): void {
    const reply: ClientMessage = {
      type: 'approval.reply',
      run_id: runId,
      call_id: callId,
      approved,
      ...(reason === null ? {} : { reason }),
    };
    this.#live.get(runId)?.replies.set(callId, reply);
    this.#send(reply);
  }

  receive(message: ServerMessage): void {
    if (message.type === 'error') this.#receiveError(message);
    else this.#receiveEvent(message);
  }

  /** A socket is open: of the same backend, which kept the runs, or of a new one, which did not. */
  connected(generation: number): void {
    const restarted = this.#generation !== null && this.#generation !== generation;
    this.#generation = generation;
    if (restarted) {
      this.#giveUpStarting();
      this.lose();
    }
    // The same request twice is one run: the backend remembers whom it has answered.
    for (const { message } of this.#starting.values()) this.#send(message);
    for (const [runId, run] of this.#live) {
      this.#resume(runId);
      for (const reply of run.replies.values()) this.#send(reply);
      if (run.unwanted) this.#sendCancel(runId);
    }
  }

  /** The backend process is gone, and every run with it. */
  lose(): void {
    const lost = [...this.#live.values()];
    this.#live.clear();
    for (const run of lost) run.listener.onLost();
  }

  #giveUpStarting(): void {
    const uncertain = [...this.#starting.values()];
    this.#starting.clear();
    for (const { listener } of uncertain) listener.onUncertain();
  }

  #resume(runId: string): void {
    const run = this.#live.get(runId);
    if (run === undefined) return;
    run.cursor.asked(this.#now());
    this.#send({ type: 'run.resume', run_id: runId, after: run.cursor.last, whole_text: false });
  }

  #sendCancel(runId: string): void {
    this.#send({ type: 'run.cancel', run_id: runId });
  }

  #receiveEvent(event: AnyRunEvent): void {
    if (event.type === 'run.started') this.#adopt(event);
    const run = this.#live.get(event.run_id);
    if (run === undefined) return;
    const verdict = run.cursor.judge(event.seq, this.#now());
    if (verdict === 'ask-again') this.#resume(event.run_id);
    if (verdict !== 'apply') return;
    if (event.type === 'tool.result') run.replies.delete(event.call_id);
    if (event.type === 'run.finished' || event.type === 'run.cancelled' || event.type === 'run.failed') {
      this.#live.delete(event.run_id);
    }
    run.listener.onEvent(event);
  }

  #adopt(event: Extract<AnyRunEvent, { type: 'run.started' }>): void {
    const starting = this.#starting.get(event.request_id);
    if (starting === undefined) return;
    this.#starting.delete(event.request_id);
    this.#live.set(event.run_id, newRun(starting.listener.onStarted(event)));
    if (starting.unwanted) this.cancel(event.run_id);
  }

  #receiveError(error: WireError): void {
    const starting = error.request_id === null ? undefined : this.#starting.get(error.request_id);
    if (error.request_id !== null && starting !== undefined) {
      this.#starting.delete(error.request_id);
      starting.listener.onRefused(error.problem);
    } else if (error.run_id !== null) {
      this.#receiveRunError(error.run_id, error.problem);
    }
  }

  #receiveRunError(runId: string, problem: Problem): void {
    const run = this.#live.get(runId);
    if (run === undefined || problem.type === 'approval-not-found') return;
    if (OVER.has(problem.type)) {
      this.#live.delete(runId);
      run.listener.onLost();
      return;
    }
    setTimeout(() => {
      this.#resume(runId);
    }, ASK_AGAIN_MS);
  }
}
