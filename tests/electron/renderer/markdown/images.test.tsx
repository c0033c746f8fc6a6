/** Pictures of an answer: none is fetched before the user asks for it, and then that one only. */
import { act, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { imageUrl } from '../../../../electron/renderer/markdown/images';
import type { LoadedImage } from '../../../../electron/shared/ipc';
import { FakeBackend } from '../support/fakeBackend';
import { lastAnswer, openReadyPage, type Page } from '../support/page';
import { conversation, detail, message } from '../support/recordings';

const PICTURE: LoadedImage = { type: 'image/png', bytes: new Uint8Array([1, 2, 3]) };

let made: Blob[] = [];
let revoked: string[] = [];
beforeEach(() => {
  made = [];
  revoked = [];
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => `blob:app://bundle/${made.push(blob as Blob)}`);
  vi.spyOn(URL, 'revokeObjectURL').mockImplementation((url) => void revoked.push(url));
});
afterEach(() => {
  vi.restoreAllMocks();
});

async function shown(markdown: string, answer: LoadedImage | Error = PICTURE): Promise<Page> {
  const backend = new FakeBackend();
  backend.conversations = [detail(conversation('c-1', 'Talk'), [message('m', 'assistant', markdown)])];
  const page = await openReadyPage({ backend });
  page.shell.answers['image:load'] = () => (answer instanceof Error ? Promise.reject(answer) : answer);
  await page.user.click(await screen.findByText('Talk'));
  await screen.findByRole('article', { name: 'Assistant' });
  return page;
}

const loads = (page: Page) =>
  page.shell.requests.filter(({ name }) => name === 'image:load').map(({ args }) => args[0]);
const pictures = () => [...lastAnswer().querySelectorAll('img')];

test('each is fetched when the user asks for it, and shown as what the shell gave', async () => {
  const page = await shown('![the roof](https://a.example/roof.png) ![](https://b.example/b.png)');
  expect(loads(page)).toEqual([]);
  expect(pictures()).toEqual([]);
  await page.user.click(screen.getByRole('button', { name: 'Show image from a.example' }));
  const picture = await screen.findByRole('img', { name: 'the roof' });
  expect(picture.getAttribute('src')).toBe('blob:app://bundle/1');
  expect(made.map(({ type, size }) => [type, size])).toEqual([['image/png', 3]]);
  expect(loads(page)).toEqual(['https://a.example/roof.png']);
  expect(screen.getByRole('button', { name: 'Show image from b.example' })).toBeTruthy();
  expect(document.activeElement).toBe(picture.parentElement);
});

test('one that stands twice is fetched once', async () => {
  const page = await shown('![one](https://a.example/a.png)\n\n![two](https://a.example/a.png)');
  await page.user.click(screen.getAllByRole('button', { name: 'Show image from a.example' })[0] as Element);
  await waitFor(() => {
    expect(pictures()).toHaveLength(2);
  });
  expect(loads(page)).toHaveLength(1);
});

test('one in a link is shown without the link being followed', async () => {
  const page = await shown('[![roof](https://a.example/roof.png)](https://armature.example/help)');
  await page.user.click(screen.getByRole('button', { name: 'Show image from a.example' }));
  await screen.findByRole('img', { name: 'roof' });
  expect(page.shell.requests.filter(({ name }) => name === 'external:open')).toEqual([]);
});

test.each([
  ['private-address', 'This address belongs to your computer or its network.'],
  ['unreachable', 'The site did not answer.'],
  ['not-a-picture', 'What the site sent is not a PNG, JPEG, GIF or WebP image.'],
] as const)('the user is told why one is not shown: %s', async (refused, told) => {
  const page = await shown('![a](https://a.example/a.png)', { refused });
  await page.user.click(screen.getByRole('button', { name: 'Show image from a.example' }));
  await waitFor(() => {
    expect(lastAnswer().textContent).toContain(told);
  });
  expect(pictures()).toEqual([]);
  // And may try again.
  page.shell.answers['image:load'] = () => PICTURE;
  await page.user.click(screen.getByRole('button', { name: 'Show image from a.example' }));
  await screen.findByRole('img', { name: 'a' });
});

test('a shell that fails is told, too', async () => {
  const page = await shown('![a](https://a.example/a.png)', new Error('gone'));
  await page.user.click(screen.getByRole('button', { name: 'Show image from a.example' }));
  expect((await screen.findByText(/could not be loaded/)).getAttribute('role')).toBe('status');
});

test('its words follow the language, asked for or not', async () => {
  const page = await shown('![a](https://a.example/a.png) ![b](https://b.example/b.png)', { refused: 'unreachable' });
  await page.user.click(screen.getByRole('button', { name: 'Show image from a.example' }));
  await screen.findByText(/The site did not answer/);
  act(() => {
    page.services.preferences.patch({ language: 'de' });
  });
  expect(await screen.findByRole('button', { name: 'Bild von b.example anzeigen' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Bild von a.example anzeigen' })).toBeTruthy();
  expect(screen.queryByText(/The site did not answer/)).toBeNull();
});

test('what turns out to be no picture is told, and given up', async () => {
  const page = await shown('![a](https://a.example/a.png)');
  await page.user.click(screen.getByRole('button', { name: 'Show image from a.example' }));
  fireEvent.error(await screen.findByRole('img', { name: 'a' }));
  expect(await screen.findByText(/is not a PNG/)).toBeTruthy();
  expect(revoked).toEqual(['blob:app://bundle/1']);
});

test('only so many are kept; the oldest may be asked for again', async () => {
  const page = await shown('![a](https://a.example/0.png)');
  for (let number = 0; number < 25; number += 1) await page.services.images.load(`https://a.example/${number}.png`);
  expect(revoked).toEqual(['blob:app://bundle/1']);
  expect(screen.getByRole('button', { name: 'Show image from a.example' })).toBeTruthy();
});

test('more of them than a paragraph has are text', async () => {
  await shown('![a](https://a.example/a.png) '.repeat(61));
  expect(lastAnswer().querySelectorAll('.md-image')).toHaveLength(0);
  expect(lastAnswer().textContent).toContain('![a](https://a.example/a.png) ![a](https://a.example/a.png)');
});

test.each([
  'http://a.example/a.png',
  '//a.example/a.png',
  'a.png',
  'file:///etc/passwd',
  'app://bundle/index.html',
  'javascript:alert(1)',
  'data:image/png;base64,AAAA',
  'https://a.example@evil.example/a.png',
  `https://a.example/${'a'.repeat(2_000)}`,
  `https://${'a.'.repeat(200)}example/a.png`,
])('there is nothing to ask for at %s', async (address) => {
  await shown(`![a](<${address}>)`);
  expect(lastAnswer().textContent).toContain('Image not loaded: a (');
  expect(lastAnswer().querySelector('.md-image-show')).toBeNull();
});

describe('the host that is asked is shown as what it is', () => {
  test.each([
    ['https://a.example/b.png', 'a.example'],
    ['https://a.example:8443/b.png', 'a.example:8443'],
    ['https://A.EXAMPLE./b.png', 'a.example.'],
    ['https://\u0430pple.com/b.png', 'xn--pple-43d.com'],
    ['https://a.example\u3002evil.example/b.png', 'a.example.evil.example'],
    ['https://2130706433/b.png', '127.0.0.1'],
    ['https://a.example\\@evil.example/b.png', 'a.example'],
    ['https://a.example\u202e/b.png', null],
  ])('%s: %s', (address, host) => {
    expect(imageUrl(address)?.host ?? null).toBe(host);
  });

  test('and it is asked for as it is shown, however it was written', async () => {
    const page = await shown('![a](https://A.example%2Eevil.example/../a.png)');
    await page.user.click(screen.getByRole('button', { name: 'Show image from a.example.evil.example' }));
    await screen.findByRole('img', { name: 'a' });
    expect(loads(page)).toEqual(['https://a.example.evil.example/a.png']);
  });

  test('and no text around it hides it', async () => {
    await shown('![\u202ea\u2066](https://evil.example/a.png?\u202e)');
    expect(lastAnswer().textContent).toContain('Image not loaded: ‹U+202E›a‹U+2066›');
    expect(screen.getByRole('button', { name: 'Show image from evil.example' }).querySelector('bdi')).toBeTruthy();
  });
});
