/** axe on the main screens; colours are measured on the running app, since jsdom paints nothing. */
import { screen } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { LONG_ANSWER } from '../gallery/longAnswer';
import { FakeBackend } from '../support/fakeBackend';
import { answer, ask, composer, openReadyPage, type Page } from '../support/page';
import { calculatorRun, conversation, detail, message } from '../support/recordings';

async function violations(): Promise<string[]> {
  const result = await axe.run(document.body, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'],
    rules: { 'color-contrast': { enabled: false } },
  });
  return result.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`);
}

async function longConversation(): Promise<Page> {
  const backend = new FakeBackend();
  backend.conversations = [
    detail(conversation('c-1', 'Talk'), [message('m', 'user', 'All of it'), message('n', 'assistant', LONG_ANSWER)]),
  ];
  const page = await openReadyPage({ backend });
  await page.user.click(await screen.findByText('Talk'));
  await screen.findByRole('article', { name: 'Assistant' });
  return page;
}

const SCREENS: Record<string, () => Promise<unknown>> = {
  'the empty page': () => openReadyPage(),
  'a long answer': longConversation,
  'tools and a waiting approval': async () => {
    const page = await openReadyPage();
    await ask(page, 'Write');
    const { name, ...call } = { name: 'write_file', call_id: 'w', arguments: { path: 'a' } };
    answer(page, 'run-1', 'c-1', [
      ...calculatorRun('', '').slice(1, -1),
      { type: 'tool.request', name, ...call },
      { type: 'approval.request', name, ...call, why: 'It writes.' },
    ]);
    await screen.findByRole('button', { name: 'Approve' });
  },
  'the settings': async () => {
    const page = await openReadyPage();
    await page.user.click(screen.getByRole('button', { name: 'Settings' }));
    await screen.findByText(/Electron 45/);
  },
  'the recovery screen': async () => {
    const page = await openReadyPage();
    page.shell.setStatus({ state: 'failed', connection: null });
    await screen.findByRole('heading', { level: 1 });
  },
  'the shortcuts': async () => {
    const page = await openReadyPage();
    page.shell.emit('menu:command', 'show-shortcuts');
    await screen.findByRole('dialog', { name: 'Keyboard shortcuts' });
  },
};

test.each(Object.entries(SCREENS))('axe finds nothing on %s', async (_, open) => {
  await open();
  expect(await violations()).toEqual([]);
});

describe('the keyboard', () => {
  test('reaches the message field first, by the skip link', async () => {
    const page = await openReadyPage();
    (document.activeElement as HTMLElement).blur();
    await page.user.tab();
    expect(document.activeElement?.textContent).toBe('Skip to the message field');
    await page.user.keyboard('{Enter}');
    expect(document.activeElement).toBe(composer());
  });

  test.each([
    [
      '{Control>}k{/Control}',
      () => document.activeElement === screen.getByRole('textbox', { name: 'Search conversations' }),
    ],
    ['{Control>}j{/Control}', () => document.activeElement === composer()],
    ['{Control>},{/Control}', () => screen.queryByRole('heading', { name: 'Settings' }) !== null],
    ['{Control>}/{/Control}', () => screen.queryByRole('dialog', { name: 'Keyboard shortcuts' }) !== null],
  ])('%s goes where the list says', async (keys, arrived) => {
    const page = await openReadyPage();
    await page.user.keyboard(keys);
    await expect.poll(arrived).toBe(true);
  });

  test('a new conversation keeps nothing of the old one on screen', async () => {
    const page = await longConversation();
    await page.user.keyboard('{Control>}n{/Control}');
    expect(screen.queryByRole('article')).toBeNull();
    expect(document.activeElement).toBe(composer());
  });

  test('Esc leaves the settings', async () => {
    const page = await openReadyPage();
    page.shell.emit('menu:command', 'open-settings');
    await screen.findByRole('heading', { name: 'Settings' });
    await page.user.keyboard('{Escape}');
    expect(composer()).toBeTruthy();
  });
});
