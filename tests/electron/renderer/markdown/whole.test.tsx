// @vitest-environment node
/** Ordinary documents read by the block come out as CommonMark has them read in one piece. */
import { renderToStaticMarkup } from 'react-dom/server';
import ReactMarkdown from 'react-markdown';
import remarkGfm from 'remark-gfm';
import { expect, test } from 'vitest';
import { splitBlocks, type Block } from '../../../../electron/renderer/markdown/blocks';
import { usedDefinitions } from '../../../../electron/renderer/markdown/definitions';

const DOCUMENTS: Record<string, string> = {
  'a list right below its introduction, with an empty line in it': 'Steps:\n- a\n\n- b\n\n  more b\n\n- c',
  'steps right below their introduction, with code': 'Steps:\n1. a\n\n   ```js\n   x\n\n   y\n   ```\n2. b',
  'a list right below a heading': '# Head\n- a\n- b\n\n- c',
  'a list right below a quote': '> quote\n- a\n\n- b',
  'a list right below a table': '| a |\n|---|\n| 1 |\n- a\n\n- b',
  'a number that begins no list': 'It happened in\n1986. Then\n\n2. is a list',
  'a line of dashes below text': 'Title\n---\n- a\n\n- b',
  'a line that goes on lazily': 'Text:\n- a\nlazy\n- b\n\nText',
  'lists in lists': '- a\n  - b\n    - c\n\n      c too\n- d',
  'lists in lists, four spaces deep': '1. a\n    - b\n    - c\n2. d',
  'lists in lists, by tabs': '-\ta\n\t- b\n\n\ta too\n- c',
  'other marks, other lists': '- a\n- b\n* c\n* d\n+ e\n1) f\n2. g',
  'code in a list': '- a\n\n      code\n\n- b\n- ```js\n  x\n\n  y\n  ```\n\nText',
  'code between lists': '- a\n\n```\nx\n```\n\n- b',
  'code that ends a list': '1. do this:\n```sh\nls\n```\n2. then that',
  'a quote in a list': '- a\n\n  > q\n\n  a too\n- c',
  'a list in a quote': '> - a\n>\n>   a too\n> - b\n>> deeper\n>\n> end',
  'code in a quote': '> ```js\n> x\n>\n> y\n> ```\n> end',
  'a lazy quote': '> a\nb\n\nc',
  'headings without empty lines': 'a\n# H\nb\n## H2\nTitle\n===\nc',
  rules: 'a\n\n***\n\nb\n* * *\nc\n\n- a\n---\n- b',
  'fences in fences': '````md\n```js\nx\n```\n````\nafter\n~~~\n```\n~~~',
  'indented code': 'Text\n\n    code\n\n    more\n\nText',
  'tables without outer bars': 'Text\n\na | b\n--|--\n1 | 2\n\nText',
  'HTML, as text': '<details>\n<summary>x</summary>\n\n- a\n- b\n\n</details>',
  'links that are defined elsewhere': 'See [a][x] and [b].\n\n[x]: https://a.example\n[b]: https://b.example "Title"\n',
  footnotes: 'Text[^1]\n\n[^1]: Note\n\n    more of it',
  tasks: '- [ ] a\n- [x] b\n\n  b too',
  'lines of Windows': '# H\r\n\r\n- a\r\n\r\n  a too\r\n\r\n```js\r\nx\r\n```\r\n\r\n| a |\r\n|---|\r\n| 1 |\r\n',
};

test.each(Object.entries(DOCUMENTS))('%s', (_, text) => {
  const { blocks, definitions } = splitBlocks(text);
  const markup = blocks.map((block) => rendered(block, usedDefinitions(block.source, definitions)));
  expect(plain(markup.join('\n'))).toBe(plain(ofMarkdown(text)));
});

function rendered(block: Block, definitions: string): string {
  if (block.kind === 'code')
    return renderToStaticMarkup(
      <pre>
        <code>{`${block.text}\n`}</code>
      </pre>,
    );
  return ofMarkdown(`${block.source}\n\n${definitions}`);
}

function ofMarkdown(source: string): string {
  return renderToStaticMarkup(<ReactMarkdown remarkPlugins={[remarkGfm]}>{source}</ReactMarkdown>);
}

/** Without what no reader sees: lines between elements, and the language of a block of code. */
function plain(markup: string): string {
  return markup
    .replaceAll(/\s*\n\s*/g, '\n')
    .replaceAll(/<code class="[^"]*">/g, '<code>')
    .trim();
}
