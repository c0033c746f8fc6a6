/** How much of a long text is put into the page at once: a little in each frame, so that no frame waits for all of it. */
import type { Block } from './blocks';
import { elementsOf } from './verdict';

/** So much of a text is looked at before the reader asks for more, and so much more each time. */
export const PAGE_CHARS = 200_000;

/** So much is shown of it: about as much as its characters, unless they make many small elements. */
const PAGE_WEIGHT = 400_000;
/** What a frame takes. */
export const STEP_WEIGHT = 8_000;
const LEAST_STEP_WEIGHT = 2_000;
/** A step that took longer is too much for this machine, as busy as it is. */
const LONG_STEP_MS = 16;

const BLOCK_WEIGHT = 200;
const ELEMENT_WEIGHT = 100;
/** A block of code has a head with a button. */
const CODE_ELEMENTS = 20;

export interface Revealed {
  /** How many blocks are shown. */
  readonly blocks: number;
  /** Whether that is all that may be shown without being asked for more. */
  readonly settled: boolean;
}

/** One more step after `shown` blocks, of about this weight, up to the end of this many pages. */
export function reveal(blocks: readonly Block[], shown: number, pages: number, step: number): Revealed {
  let next = Math.min(shown, blocks.length);
  let total = 0;
  for (const block of blocks.slice(0, next)) total += weightOf(block);
  const most = Math.min(total + step, pages * PAGE_WEIGHT);
  for (let block = blocks[next]; block !== undefined && total < most; block = blocks[next]) {
    total += weightOf(block);
    next += 1;
  }
  return { blocks: next, settled: next === blocks.length || total >= pages * PAGE_WEIGHT };
}

/** The weight of the next step, by the time that the last one took. */
export function nextStep(weight: number, tookMs: number): number {
  const next = tookMs > LONG_STEP_MS ? weight / 2 : tookMs < LONG_STEP_MS / 2 ? weight * 2 : weight;
  return Math.min(STEP_WEIGHT, Math.max(LEAST_STEP_WEIGHT, next));
}

const weights = new WeakMap<Block, number>();

function weightOf(block: Block): number {
  const known = weights.get(block);
  if (known !== undefined) return known;
  const elements = block.kind === 'markdown' ? elementsOf(block.source) : block.kind === 'code' ? CODE_ELEMENTS : 0;
  const weight = BLOCK_WEIGHT + block.source.length + ELEMENT_WEIGHT * elements;
  weights.set(block, weight);
  return weight;
}
