// @vitest-environment node
/** Whatever a network does to the frames, the answer is whole: nothing lost, nothing doubled, nothing out of order. */
import { expect, test } from 'vitest';
import { applyEvent, newMessage, textOf } from '../../../../electron/renderer/state/message';
import { Runs } from '../../../../electron/renderer/state/runs';
import type { AnyRunEvent, ClientMessage } from '../../../../electron/shared/protocol';
import { numbered, type EventBody } from '../support/recordings';

/** Mulberry32: the same numbers for the same seed, so that a failure can be seen again. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const TOKENS = 60;

function runOf(): AnyRunEvent[] {
  const tokens = Array.from({ length: TOKENS }, (_, index): EventBody => ({
    type: 'token',
    text: `<${index}>`,
    source: 'assistant',
  }));
  return numbered('run-1', [
    { type: 'run.started', request_id: 'r-1', conversation_id: 'c-1', agent: 'assistant' },
    ...tokens,
    { type: 'run.finished', text: '', usage: { input_tokens: 0, output_tokens: 0 }, finish_reason: 'stop' },
  ]);
}

/** A server that replays on demand, behind a network that loses, doubles and cuts. */
class RoughNetwork {
  now = 0;
  connected = true;
  readonly #events = runOf();
  readonly #wire: AnyRunEvent[] = [];
  #produced = 0;

  constructor(private readonly random: () => number) {}

  readonly send = (message: ClientMessage): boolean => {
    if (!this.connected) return false;
    if (message.type === 'run.resume') this.#wire.push(...this.#events.slice(message.after + 1, this.#produced));
    return true;
  };

  /** One step of time; gives the frames that arrive in it. */
  step(): AnyRunEvent[] {
    this.now += 200;
    const produced = this.#events[this.#produced];
    if (produced !== undefined && this.random() < 0.7) {
      this.#produced += 1;
      if (this.connected) this.#wire.push(produced);
    }
    const arriving = this.#wire.splice(0, Math.floor(this.random() * 6));
    return arriving.flatMap((event) => {
      const fate = this.random();
      if (fate < 0.12 && event.seq > 0) return [];
      return fate < 0.25 ? [event, event] : [event];
    });
  }

  cut(): void {
    this.connected = false;
    this.#wire.length = 0;
  }

  get produced(): number {
    return this.#produced;
  }
}

test.each(Array.from({ length: 150 }, (_, seed) => seed))('seed %i', (seed) => {
  const random = randomOf(seed);
  const network = new RoughNetwork(random);
  const runs = new Runs(network.send, () => network.now);
  let answer = newMessage({ id: 'a', role: 'assistant', state: 'sending', createdAt: '' });
  runs.connected(1);
  runs.start(
    { requestId: 'r-1', conversationId: 'c-1', agent: null, input: '?' },
    {
      onStarted: () => ({
        onEvent: (event) => {
          answer = applyEvent(answer, event);
        },
        onLost: () => {
          throw new Error('the run was given up');
        },
      }),
      onRefused: () => undefined,
      onUncertain: () => undefined,
    },
  );
  for (let step = 0; step < 5_000 && answer.state !== 'finished'; step += 1) {
    // The first frame ties the run to its question: before it there is nothing to resume.
    if (network.connected && answer.runId !== null && random() < 0.04) network.cut();
    else if (!network.connected && random() < 0.5) {
      network.connected = true;
      runs.connected(1);
    }
    if (network.connected) for (const event of network.step()) runs.receive(event);
    // A server that has said all it has to say is silent; the page asks again when its socket comes back.
    if (network.produced === TOKENS + 2 && random() < 0.1) runs.connected(1);
  }
  expect(answer.state).toBe('finished');
  expect(textOf(answer)).toBe(Array.from({ length: TOKENS }, (_, index) => `<${index}>`).join(''));
});
