/** What a model writes is data: it never becomes an element, a request or a script of its own. */
import { screen } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { FakeBackend } from '../support/fakeBackend';
import { lastAnswer, openReadyPage, type Page } from '../support/page';
import { conversation, detail, message } from '../support/recordings';

async function shown(markdown: string): Promise<{ page: Page; answer: HTMLElement }> {
  const backend = new FakeBackend();
  backend.conversations = [detail(conversation('c-1', 'Talk'), [message('m', 'assistant', markdown)])];
  const page = await openReadyPage({ backend });
  await page.user.click(await screen.findByText('Talk'));
  await screen.findByRole('article', { name: 'Assistant' });
  return { page, answer: lastAnswer() };
}

describe.each([
  ['a script', '<script>window.hacked = true</script>'],
  ['an image with a handler', '<img src="https://evil.example/x.png" onerror="window.hacked = true">'],
  ['an inline image', 'Text ![pixel](https://evil.example/x.png) text'],
  ['an image by reference', '![pixel][p]\n\n[p]: https://evil.example/x.png'],
  ['a frame', '<iframe src="https://evil.example"></iframe>'],
  ['a form', '<form action="https://evil.example"><input name="a"></form>'],
  ['a style', '<style>body { display: none }</style>'],
  ['an svg', '<svg onload="window.hacked = true"><script>1</script></svg>'],
  ['html in a table', '| a |\n|---|\n| <img src=x onerror=alert(1)> |'],
])('%s', (_, markdown) => {
  test('is neither an element nor a request', async () => {
    const { answer, page } = await shown(markdown);
    const parts = answer.querySelector('[data-part="text"]');
    expect(
      parts?.querySelectorAll(
        'script, img, iframe, form, style, object, embed, link, base, [src], [onerror], [onload]',
      ),
    ).toHaveLength(0);
    expect('hacked' in window).toBe(false);
    expect(page.backend.requests.filter((request) => request.includes('evil'))).toEqual([]);
  });
});

test('raw html is shown as the text that it is', async () => {
  const { answer } = await shown('Before <b>bold</b>\n\n<div onclick="x()">block</div>');
  expect(answer.textContent).toContain('<b>bold</b>');
  expect(answer.textContent).toContain('<div onclick="x()">block</div>');
});

test('a remote image says what it would have been', async () => {
  const { answer } = await shown('![the roof](https://evil.example/roof.png)');
  expect(answer.textContent).toContain('Image not loaded: the roof (https://evil.example/roof.png)');
});

describe('links', () => {
  test('to a listed host are opened by the shell', async () => {
    const { page } = await shown('Read the [help](https://armature.example/help?q=1).');
    await page.user.click(screen.getByRole('link', { name: 'help' }));
    expect(page.shell.requests.at(-1)).toEqual({ name: 'external:open', args: ['https://armature.example/help?q=1'] });
  });

  test('that the shell refuses after all are told', async () => {
    const { page } = await shown('Read the [help](https://armature.example/help).');
    page.shell.answers['external:open'] = () => false;
    await page.user.click(screen.getByRole('link', { name: 'help' }));
    expect((await screen.findByRole('alert')).textContent).toContain('This address was not opened');
  });

  test.each([
    'javascript:alert(1)',
    'https://evil.example/',
    'http://armature.example/',
    'https://armature.example.evil.example/',
    'https://armature.example@evil.example/',
    'file:///etc/passwd',
    'data:text/html,hello',
    '//evil.example/x',
    '/relative',
  ])('%s is plain text with its address', async (address) => {
    const { answer } = await shown(`Look [here](<${address}>) please.`);
    expect(answer.querySelector('a')).toBeNull();
    expect(answer.textContent).toContain('here (');
  });

  test('that stand bare are shown once', async () => {
    const { answer } = await shown('See https://evil.example/page for more.');
    expect(answer.textContent).toContain('See https://evil.example/page for more.');
    expect(answer.querySelector('a')).toBeNull();
  });

  test('by reference work across blocks', async () => {
    await shown('See [the help][h].\n\nMore text.\n\n[h]: https://armature.example/help');
    expect(screen.getByRole('link', { name: 'the help' })).toBeTruthy();
  });
});

test('code is highlighted without becoming html, and is copied as it was written', async () => {
  const code = 'const html = "<img src=x onerror=alert(1)> & more";';
  const { answer, page } = await shown(`\`\`\`js\n${code}\n\`\`\``);
  expect(answer.querySelector('pre')?.textContent).toBe(code);
  expect(answer.querySelector('.hljs-keyword')?.textContent).toBe('const');
  expect(answer.querySelector('pre img')).toBeNull();
  await page.user.click(screen.getByRole('button', { name: 'Copy code' }));
  expect(page.shell.requests.at(-1)).toEqual({ name: 'clipboard:write', args: [code] });
});

test('what the user wrote is shown to the letter', async () => {
  const backend = new FakeBackend();
  backend.conversations = [detail(conversation('c-1', 'Talk'), [message('m', 'user', '**not bold**\n<b>x</b>')])];
  const page = await openReadyPage({ backend });
  await page.user.click(await screen.findByText('Talk'));
  const question = await screen.findByRole('article', { name: 'You' });
  expect(question.textContent).toContain('**not bold**\n<b>x</b>');
});
