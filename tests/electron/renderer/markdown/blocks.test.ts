// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { EMPTY_SPLIT, splitBlocks, type SplitText } from '../../../../electron/renderer/markdown/blocks';
import { usedDefinitions } from '../../../../electron/renderer/markdown/definitions';
import { LONG_ANSWER } from '../gallery/longAnswer';

function sources(split: SplitText): string[] {
  return split.blocks.map((block) => block.source);
}

/** Splits a text that arrives in pieces of these lengths, over and over. */
function splitInPieces(text: string, lengths: readonly number[]): SplitText {
  let split = EMPTY_SPLIT;
  let at = 0;
  for (let piece = 0; at < text.length; piece += 1) {
    at = Math.min(text.length, at + (lengths[piece % lengths.length] ?? 1));
    split = splitBlocks(text.slice(0, at), split);
  }
  return split;
}

const TEXTS: Record<string, string> = {
  everything: LONG_ANSWER,
  'list that turns loose': '- one\n- two\n\n- three\n\nafter\n\n- four',
  'list right below a line': 'Steps:\n1. one\n\n   ```js\n   a()\n   ```\n2. two\n- three\n\n- four',
  'heading under a line': 'A line\nanother\n===\n\nText\n---\nmore',
  'fence in a list': '1. do\n\n   ```js\n   a()\n   ```\n\n2. then',
  'fence that stays open': 'text\n\n```js\nlet a = 1;\n\nlet b = 2;\n',
  'html and quotes': '> a\nb\n\n<div>\n\n*x*\n\n</div>\n\n> c',
  table: '| a | b |\n|---|---|\n| 1 | 2 |\n\nend',
};

describe.each(Object.entries(TEXTS))('%s', (_, text) => {
  test.each([[[1]], [[7]], [[1, 20, 3]], [[100]]])('in pieces of %j is split as the whole is', (lengths) => {
    expect(sources(splitInPieces(text, lengths))).toEqual(sources(splitBlocks(text)));
  });
});

test('blocks that are whole are kept, not made again', () => {
  const before = splitBlocks('One.\n\nTwo.\n\nThree.\n\nFour');
  const after = splitBlocks('One.\n\nTwo.\n\nThree.\n\nFour, and more', before);
  expect(after.blocks[0]).toBe(before.blocks[0]);
  expect(after.blocks[1]).toBe(before.blocks[1]);
  expect(after.blocks[3]).not.toBe(before.blocks[3]);
});

test('code is closed once its fence is', () => {
  const open = splitBlocks('```python\nprint("```")\n').blocks[0];
  expect(open).toMatchObject({ kind: 'code', language: 'python', closed: false });
  const closed = splitBlocks('```python\nprint("```")\n```\n').blocks[0];
  expect(closed).toMatchObject({ kind: 'code', text: 'print("```")', closed: true });
});

test('a link definition reaches the blocks before it', () => {
  const { definitions } = splitBlocks('See [the page][ The  Page ].\n\nMore.\n\n[the page]: https://a.example\n');
  expect(usedDefinitions('See [the page][ The  Page ].', definitions)).toBe('[the page]: https://a.example');
  expect(usedDefinitions('See [another].', definitions)).toBe('');
});

test('footnotes stay with their text', () => {
  expect(splitBlocks('A claim[^1].\n\nMore.\n\n[^1]: The source of it.').blocks).toHaveLength(1);
});

test('a text that is replaced is split anew', () => {
  const split = splitBlocks('something else', splitBlocks('One.\n\nTwo.'));
  expect(sources(split)).toEqual(['something else']);
});

describe('a hostile text', () => {
  test.each([
    ['quotes in quotes', '> '.repeat(50_000)],
    ['lists in lists', '- '.repeat(50_000)],
    ['one line', 'a'.repeat(100_000)],
    ['a wide table', `${'|a'.repeat(3_000)}|\n${'|-'.repeat(3_000)}|\n${'|\n'.repeat(10_000)}`],
    ['brackets', '['.repeat(100_000)],
    ['marks', '*_'.repeat(50_000)],
    ['code without an end', `\`\`\`\n${'a\n'.repeat(50_000)}`],
  ])('of %s is cut into blocks that can be shown in a moment', (_, text) => {
    const { blocks } = splitBlocks(text);
    expect(blocks.length).toBeGreaterThan(1);
    for (const block of blocks) expect(block.source.length).toBeLessThanOrEqual(block.kind === 'code' ? 60_000 : 7_000);
  });

  test.each([['> '.repeat(200)], ['- '.repeat(200)], ['[]'.repeat(1_000)], ['*_'.repeat(1_000)]])(
    'is shown as it was written where a parser would take too long',
    (text) => {
      expect(splitBlocks(`${text}a`).blocks[0]?.kind).toBe('plain');
    },
  );
});

test('a table that is cut goes on under its head', () => {
  const rows = Array.from({ length: 400 }, (_, row) => `| ${row} | b |`).join('\n');
  const { blocks } = splitBlocks(`| a | b |\n|---|---|\n${rows}`);
  expect(blocks.length).toBeGreaterThan(1);
  for (const { source } of blocks) expect(source.startsWith('| a | b |\n|---|---|\n|')).toBe(true);
});
