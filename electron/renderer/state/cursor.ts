/**
 * Where a run's stream has got to: every message used once, in order, whatever the sockets did.
 *
 * Pure but for the clock that is passed in.
 */

/** A replay that brings nothing for this long is asked for again. */
const REPLAY_PATIENCE_MS = 1_000;

export type Verdict = 'apply' | 'duplicate' | 'ask-again' | 'wait-for-replay';

export class RunCursor {
  #last: number;
  #askedAt: number | null = null;

  /** @param last the `seq` of the last message used; -1 for none */
  constructor(last = -1) {
    this.#last = last;
  }

  get last(): number {
    return this.#last;
  }

  /** What to do with the message that has this `seq`; `apply` counts it as used. */
  judge(seq: number, now: number): Verdict {
    if (seq <= this.#last) return 'duplicate';
    if (seq === this.#last + 1) {
      this.#last = seq;
      this.#askedAt = null;
      return 'apply';
    }
    if (this.#askedAt !== null && now - this.#askedAt < REPLAY_PATIENCE_MS) return 'wait-for-replay';
    return 'ask-again';
  }

  /** A replay of all that comes after `last` was asked for at this time. */
  asked(now: number): void {
    this.#askedAt = now;
  }
}
