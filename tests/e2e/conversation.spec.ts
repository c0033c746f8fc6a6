/** The main job: a person asks, the agent uses its tools, the answer streams onto the screen. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chooseWorkspace } from './support/dialogs';
import { expect, newWorkspace, test } from './support/app';

test('a question is answered with the help of a tool, piece by piece', async ({ app }) => {
  await app.ask('What is 12 * (3 + 4)?');
  const answer = app.answers.last();
  await expect(answer).toHaveAttribute('aria-busy', 'true');
  await app.untilAnswered();
  await expect(answer).toContainText('84');
  const tool = answer.locator('[data-part="tool"][data-tool="calculator"]');
  await expect(tool).toBeVisible();
  await tool.getByRole('button').first().click();
  await expect(tool).toContainText('12 * (3 + 4)');
});

test('the text grows while it streams, and never shrinks', async ({ app }) => {
  await app.window.evaluate(() => {
    const lengths: number[] = [];
    Object.assign(globalThis, { lengths });
    new MutationObserver(() => {
      const texts = [...document.querySelectorAll('[data-role="assistant"] [data-part="text"]')];
      const length = texts.map((element) => element.textContent).join('').length;
      if (lengths.at(-1) !== length) lengths.push(length);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
  await app.ask('What can you do?');
  await app.untilAnswered();
  const lengths = await app.window.evaluate(() => (globalThis as unknown as { lengths: number[] }).lengths);
  expect(lengths.length).toBeGreaterThan(20);
  expect(lengths.at(-1)).toBeGreaterThan(600);
});

test('an answer can be stopped; what had come stays, and can be asked for again', async ({ app }) => {
  await app.ask('What can you do?');
  const answer = app.answers.last();
  await expect(answer.locator('[data-part="text"]').first()).not.toBeEmpty();
  await app.button('Stop').click();
  await expect(answer).toHaveAttribute('aria-busy', 'false');
  await expect(answer).toContainText('Stopped');
  const partial = await answer.locator('[data-part="text"]').first().innerText();
  expect(partial.length).toBeGreaterThan(0);

  await answer.getByRole('button', { name: 'Retry' }).click();
  await expect(app.answers).toHaveCount(2);
  await app.untilAnswered();
  await expect(app.answers.last()).not.toContainText('Stopped');
});

test('a tool that writes asks first; approved, the file is there', async ({ app }) => {
  const workspace = newWorkspace(app.folder);
  await chooseWorkspace(app, workspace);
  await app.ask('Write a file notes.txt with hello from the agent');
  await expect(app.button('Approve')).toBeVisible();
  expect(existsSync(path.join(workspace, 'notes.txt'))).toBe(false);
  await app.button('Approve').click();
  await app.untilAnswered();
  expect(readFileSync(path.join(workspace, 'notes.txt'), 'utf8')).toContain('hello from the agent');
});

test('denied, the file is not written and the agent says so', async ({ app }) => {
  const workspace = newWorkspace(app.folder);
  await chooseWorkspace(app, workspace);
  await app.ask('Write a file notes.txt with hello from the agent');
  await app.button('Deny').click();
  const answer = await app.untilAnswered();
  expect(existsSync(path.join(workspace, 'notes.txt'))).toBe(false);
  await expect(answer).toContainText(/denied|declined|not allowed|did not/i);
});

test('the agent reads the files of the workspace that the user chose', async ({ app }) => {
  const workspace = newWorkspace(app.folder);
  writeFileSync(path.join(workspace, 'Zoë 测试.txt'), 'the password of the day is walrus\n');
  await chooseWorkspace(app, workspace);
  await app.ask('Search for "walrus" in the files');
  const answer = await app.untilAnswered();
  await expect(answer).toContainText('Zoë 测试.txt');
});

test('conversations outlive the app', async ({ launch }) => {
  const first = await launch();
  await first.untilReady();
  await first.ask('What is 6 * 7?');
  await expect(await first.untilAnswered()).toContainText('42');
  await first.quit();

  const second = await launch();
  await second.untilReady();
  await second.window.getByRole('navigation').getByText('What is 6 * 7?').click();
  await expect(second.answers.last()).toContainText('42');
});

test('a conversation is renamed, found, exported and deleted', async ({ app }) => {
  await app.ask('What is 6 * 7?');
  await app.untilAnswered();
  const list = app.window.getByRole('navigation');
  await list
    .getByRole('button', { name: /actions/i })
    .first()
    .click();
  await app.window.getByRole('menuitem', { name: 'Rename' }).click();
  await app.window.getByRole('textbox', { name: /title|rename/i }).fill('Sums 测试');
  await app.window.keyboard.press('Enter');
  await expect(list.getByText('Sums 测试')).toBeVisible();

  await app.window.getByRole('textbox', { name: /search/i }).fill('测试');
  await expect(list.getByText('Sums 测试')).toBeVisible();
  await app.window.getByRole('textbox', { name: /search/i }).fill('nothing of the kind');
  await expect(list.getByText('Sums 测试')).toHaveCount(0);
  await app.window.getByRole('textbox', { name: /search/i }).fill('');

  const exported = path.join(app.folder, 'exported.md');
  await app.electron.evaluate(({ dialog }, file) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: file });
  }, exported);
  await list
    .getByRole('button', { name: /actions/i })
    .first()
    .click();
  await app.window.getByRole('menuitem', { name: /markdown/i }).click();
  await expect.poll(() => existsSync(exported) && readFileSync(exported, 'utf8')).toContain('What is 6 * 7?');
  expect(readFileSync(exported, 'utf8')).toContain('42');

  await list
    .getByRole('button', { name: /actions/i })
    .first()
    .click();
  await app.window.getByRole('menuitem', { name: 'Delete' }).click();
  await app.window.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(list.getByText('Sums 测试')).toHaveCount(0);
});

test('two conversations stream at the same time', async ({ app }) => {
  await app.ask('What can you do?');
  await expect(app.answers.last().locator('[data-part="text"]').first()).not.toBeEmpty();
  await app.button('New conversation').click();
  await app.ask('What is 2 + 40?');
  await expect(await app.untilAnswered()).toContainText('42');
  await app.window.getByRole('navigation').getByText('What can you do?').click();
  await app.untilAnswered();
  await expect(app.answers).toHaveCount(1);
  await expect(app.answers.last()).toContainText(/no language model/i);
});
