/** The packed app names everything of other people's that is in it, and what it refers to is there. */
import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, productProgram, test } from '../support/product';

const root = path.resolve(import.meta.dirname, '../../..');
const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
};
const lock = readFileSync(path.join(root, 'requirements/backend.lock'), 'utf8');
/** What only Windows has, or only Python in a browser. */
const NOT_HERE = ['pywin32-ctypes', 'tzdata', 'httpx2-jsfetch'];

test('the licences of everything in it can be read', async ({ start }) => {
  const app = await start();
  await app.untilReady();
  await app.button('Settings').click();
  await app.button('Open-source licences').click();
  const dialog = app.window.getByRole('dialog', { name: 'Open-source licences' });
  await expect(dialog.locator('.licenses-name').first()).toBeVisible();
  const names = await dialog.locator('.licenses-name').allInnerTexts();
  const listed = names.map((text) => text.split(' ')[0]?.toLowerCase().replaceAll(/[._]/g, '-'));

  const python = [...lock.matchAll(/^([\w.-]+)==/gm)].map((match) => match[1] ?? '');
  const wanted = [...Object.keys(manifest.dependencies), ...python, 'Python'];
  const missing = wanted.filter((name) => !listed.includes(name.toLowerCase().replaceAll(/[._]/g, '-')));
  expect(missing.filter((name) => !NOT_HERE.includes(name))).toEqual([]);

  const told = (await dialog.innerText()).match(/LICENSES?\.[a-z]+\.[a-z]+/g);
  expect(told).toEqual(['LICENSE.electron.txt', 'LICENSES.chromium.html']);
  for (const file of told ?? []) {
    expect(statSync(path.join(path.dirname(productProgram()), file)).size).toBeGreaterThan(1_000);
  }
});
