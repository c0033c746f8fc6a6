// @vitest-environment node
/** How much of a long text comes onto the page in one frame. */
import { expect, test } from 'vitest';
import { splitBlocks } from '../../../../electron/renderer/markdown/blocks';
import { nextStep, reveal, STEP_WEIGHT } from '../../../../electron/renderer/markdown/reveal';

const { blocks } = splitBlocks('![a](https://a.example/b.png)\n\n'.repeat(100));

/** How many blocks each step puts onto the page, if each takes this long. */
function steps(tookMs: number): number[] {
  const counts: number[] = [];
  let shown = 0;
  for (let step = STEP_WEIGHT, settled = false; !settled; step = nextStep(step, tookMs)) {
    const next = reveal(blocks, shown, 1, step);
    counts.push(next.blocks - shown);
    ({ blocks: shown, settled } = next);
  }
  return counts;
}

test('steps that take long become small, and all of the text is shown nevertheless', () => {
  const slow = steps(100);
  expect(slow.reduce((sum, count) => sum + count)).toBe(blocks.length);
  expect(slow.slice(0, 3)).toEqual([4, 2, 1]);
  expect(Math.max(...slow.slice(3))).toBe(1);
});

test('steps that do not are as large as may be', () => {
  expect(new Set(steps(1).slice(0, -1))).toEqual(new Set([4]));
});

test('after a long step they grow again', () => {
  const once = nextStep(STEP_WEIGHT, 100);
  expect(once).toBeLessThan(STEP_WEIGHT);
  expect(nextStep(once, 1)).toBe(STEP_WEIGHT);
});
