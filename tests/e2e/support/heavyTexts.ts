/** Texts of one size that are the worst for something: for a parser, a highlighter, the layout of a page. */

const MILLION = 1_000_000;

function filled(piece: string, chars: number): string {
  return piece.repeat(Math.ceil(chars / piece.length)).slice(0, chars);
}

/** Steps, each line deeper than the one before it. */
function stairs(step: string, line: string, chars: number): string {
  const lines = Array.from({ length: 400 }, (_, depth) => `${step.repeat(depth)}${line}`);
  return filled(`${lines.join('\n')}\n`, chars);
}

type Heavy = readonly [what: string, text: (chars: number) => string];

const NESTED: Heavy[] = [
  ['quotes in quotes', (chars) => filled('> ', chars)],
  ['lists in lists', (chars) => filled('- ', chars)],
  ['lists in lists, line by line', (chars) => stairs('  ', '- a', chars)],
  ['quotes in lists in quotes', (chars) => filled(`${'> - '.repeat(9)}a\n`, chars)],
  ['quotes in lists, just not too deep', (chars) => filled(`${filled(`${'> - '.repeat(3)}a\n`, 800)}\n\n`, chars)],
  ['lists in lists, just not too deep', (chars) => filled(`${filled(`${'- '.repeat(6)}a\n`, 800)}\n\n`, chars)],
  ['emphasis in emphasis', (chars) => filled('*a **b _c __d ~~e ', chars)],
  ['brackets in brackets', (chars) => filled('[', chars / 2) + filled(']', chars / 2)],
  ['links that never close', (chars) => filled('[a](b ![c](<d ', chars)],
];
const WIDE: Heavy[] = [
  [
    'a table with many columns',
    (chars) => `${filled('|a', 40_000)}|\n${filled('|-', 40_000)}|\n${filled('|\n', chars)}`,
  ],
  ['a table with many rows', (chars) => `|a|b|\n|-|-|\n${filled('|1|2|\n', chars)}`],
  ['one line without a space', (chars) => filled('a', chars)],
  ['one line of words', (chars) => filled('word ', chars)],
  ['code without an end', (chars) => `\`\`\`js\n${filled('let a = `${b({c: [1, /d/] })}`;\n', chars)}`],
  ['a line of code without an end', (chars) => `\`\`\`json\n${filled('{"a":[', chars)}`],
  ['blocks of code by the thousand', (chars) => filled('```\na\n```\n', chars)],
  ['link definitions by the thousand', (chars) => filled('[a]: b\n[c][a]\n\n', chars)],
  ['HTML', (chars) => filled('<div class="a" ', chars)],
  ['pictures by the thousand', (chars) => filled('![a](https://a.example/b.png) ', chars)],
  ['paragraphs of a picture', (chars) => filled('![a](https://a.example/b.png)\n\n', chars)],
  // Two bytes each.
  ['letters with many marks', (chars) => filled(`a${'\u0301'.repeat(200)} `, chars / 2)],
  ['marks without a letter', (chars) => filled('\u0301', chars / 2)],
  [
    'an answer as they are',
    (chars) => filled('## A\n\nSome *words*, `code` and [a link](https://a.example).\n\n- one\n- two\n\n', chars),
  ],
];

/** Ten million bytes each; the first few stand for all of them in a quick run. */
export const HEAVY_TEXTS: readonly (readonly [what: string, text: () => string])[] = [
  ...NESTED.slice(0, 1),
  ...WIDE.slice(0, 1),
  ...NESTED.slice(1),
  ...WIDE.slice(1),
].map(([what, text]) => [what, () => text(10 * MILLION)] as const);
