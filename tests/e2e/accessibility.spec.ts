/** For those who use the keyboard or a screen reader. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { openSettings } from './support/dialogs';
import { expect, test } from './support/app';
import type { RunningApp } from './support/app';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  help: string;
  nodes: { html: string }[];
}

/** Runs axe in the page. It goes in through the debugger's protocol, since the page's policy forbids foreign script. */
async function violations(app: RunningApp): Promise<string[]> {
  const session = await app.window.context().newCDPSession(app.window);
  await session.send('Runtime.evaluate', { expression: axeSource });
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }).then((r) => r.violations)`,
    awaitPromise: true,
    returnByValue: true,
  });
  await session.detach();
  return (result.value as Violation[]).map((v) => `${v.id}: ${v.help} (${v.nodes.map((n) => n.html).join(' | ')})`);
}

for (const theme of ['light', 'dark'] as const) {
  test(`axe finds nothing in the ${theme} theme: empty, conversation, settings`, async ({ app }) => {
    await app.setTheme(theme);
    expect(await violations(app)).toEqual([]);
    await app.ask('What is 12 * (3 + 4)?');
    await app.untilAnswered();
    expect(await violations(app)).toEqual([]);
    await openSettings(app);
    expect(await violations(app)).toEqual([]);
  });
}

test('a conversation is held with the keyboard alone', async ({ app }) => {
  const keyboard = app.window.keyboard;
  await expect(app.composer).toBeFocused();
  await keyboard.type('Write a file notes.txt with hello');
  await keyboard.press('Shift+Enter');
  await keyboard.type('second line');
  await expect(app.composer).toHaveValue('Write a file notes.txt with hello\nsecond line');
  await keyboard.press('ControlOrMeta+a');
  await keyboard.type('What can you do?');
  await keyboard.press('Enter');
  await expect(app.answers.last().locator('[data-part="text"]').first()).not.toBeEmpty();
  await keyboard.press('Escape');
  await expect(app.answers.last()).toContainText('Stopped');
  await keyboard.press('ControlOrMeta+n');
  await expect(app.answers).toHaveCount(0);
  await expect(app.composer).toBeFocused();
  await keyboard.press('ControlOrMeta+,');
  await expect(app.window.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await keyboard.press('Escape');
  await expect(app.composer).toBeVisible();
});

test('a screen reader hears that an answer streams and ends, not every token', async ({ app }) => {
  await app.window.evaluate(() => {
    const heard: string[] = [];
    Object.assign(globalThis, { heard });
    const region = document.querySelector('[data-testid="announcer"]');
    if (region === null) throw new Error('there is no live region');
    new MutationObserver(() => {
      const text = region.textContent.trim();
      if (text !== '' && heard.at(-1) !== text) heard.push(text);
    }).observe(region, { subtree: true, childList: true, characterData: true });
  });
  await expect(app.window.getByTestId('announcer')).toHaveAttribute('aria-live', 'polite');
  await app.ask('What can you do?');
  await app.untilAnswered();
  const heard = await app.window.evaluate(() => (globalThis as unknown as { heard: string[] }).heard);
  expect(heard.length).toBeGreaterThan(2);
  // Some 200 tokens came; announcements come by the sentence.
  expect(heard.length).toBeLessThan(80);
  expect(heard.join(' ')).toMatch(/no language model/i);
});
