/** The packed app as it ships: it runs as it was signed, and not otherwise. */
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, utimesSync } from 'node:fs';
import path from 'node:path';
import { backendOf } from '../support/census';
import { expect, Installation, test } from '../support/product';
import type { Product } from '../support/product';

const looks = path.resolve(import.meta.dirname, '../../../dist/e2e/looks/product');
mkdirSync(looks, { recursive: true });

interface Manifest {
  backend: string;
  identity: string;
  files: { path: string; size?: number }[];
}

function manifestOf(installation: Installation): Manifest {
  return JSON.parse(readFileSync(installation.file('resources/payload.json'), 'utf8')) as Manifest;
}

/** A library of the backend, which nobody would miss at first. */
function libraryOf(installation: Installation): string {
  const { files } = manifestOf(installation);
  const library = files.find(({ path: name }) => /^resources\/backend\/.*\.(so|pyd|dylib)$/.test(name));
  if (library === undefined) throw new Error('the backend has no library of its own');
  return library.path;
}

/** The file with its last byte changed: its size and its times stay. */
function alterUnseen(installation: Installation, name: string): void {
  const file = installation.file(name);
  const content = readFileSync(file);
  const { atime, mtime } = statSync(file);
  const last = content.length - 1;
  content[last] = (content[last] ?? 0) ^ 1;
  installation.replace(name, content);
  utimesSync(file, atime, mtime);
}

async function expectRefusal(app: Product, code: string, words: RegExp): Promise<void> {
  await expect(app.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'failed');
  const told = app.window.getByRole('main');
  await expect(told).toContainText(words);
  await expect(told).toContainText(/install the application again/i);
  await expect(told).toContainText(code);
  await expect(app.button('Save diagnostics')).toBeVisible();
  await expect(app.button('Restart the agent')).toHaveCount(0);
  expect(backendOf(app.pid)).toBeNull();
}

test('it starts, the agent uses a tool, and answers', async ({ start }) => {
  const app = await start();
  await app.untilReady();
  await app.ask('What is 12 * (3 + 4)?');
  const answer = await app.untilAnswered();
  await expect(answer).toContainText('84');
  await expect(answer.locator('[data-part="tool"][data-tool="calculator"]')).toBeVisible();
  for (const theme of ['light', 'dark'] as const) {
    await app.setTheme(theme);
    await app.window.screenshot({ path: path.join(looks, `answer-${theme}.png`) });
  }
});

test('an installation that nobody may write to starts as well, and a second start reads less', async ({
  start,
  folder,
}) => {
  const installation = new Installation('copied');
  installation.forbidWriting();
  const hashed = () => {
    const log = readFileSync(path.join(folder, 'profile/logs/shell.log'), 'utf8');
    return [...log.matchAll(/payload was checked.*hashed=(\d+)/g)].map(([, count]) => Number(count));
  };
  try {
    for (let times = 0; times < 2; times += 1) {
      const app = await start({ program: installation.program });
      await app.untilReady();
      await app.end();
    }
  } finally {
    installation.remove();
  }
  const [all = 0, again] = hashed();
  expect(all).toBeGreaterThan(1);
  // The backend's executable, and nothing else.
  expect(again).toBe(1);
});

test('a changed library is refused, in words and in both themes, and the app can be quit', async ({
  start,
  installation,
}) => {
  const library = libraryOf(installation);
  alterUnseen(installation, library);
  const app = await start({ program: installation.program });
  await expectRefusal(app, 'payload-altered', new RegExp(`${library} \\(changed\\)`));
  for (const theme of ['light', 'dark'] as const) {
    await app.setTheme(theme);
    await app.window.screenshot({ path: path.join(looks, `refused-${theme}.png`) });
  }
  await app.window.setViewportSize({ width: 480, height: 400 });
  await app.window.screenshot({ path: path.join(looks, 'refused-small.png') });
  expect(await app.window.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await app.button('Save diagnostics').click();
  await expect(app.window.getByRole('dialog', { name: 'Diagnostics' })).toContainText('payload');
  await app.window.keyboard.press('Escape');
  await app.button('Quit').click();
  await app.untilGone();
});

test("the backend's executable is read at every start, whatever its size and times say", async ({
  start,
  installation,
}) => {
  const first = await start({ program: installation.program });
  await first.untilReady();
  await first.end();
  const { backend } = manifestOf(installation);
  alterUnseen(installation, backend);
  await expectRefusal(await start({ program: installation.program }), 'payload-altered', /\(changed\)/);
});

test('a missing file is refused', async ({ start, installation }) => {
  const library = libraryOf(installation);
  rmSync(installation.file(library));
  await expectRefusal(await start({ program: installation.program }), 'payload-altered', /\(missing\)/);
});

test('an added file is refused', async ({ start, installation }) => {
  installation.replace('resources/backend/sitecustomize.py', 'print("hello")');
  await expectRefusal(
    await start({ program: installation.program }),
    'payload-altered',
    /sitecustomize\.py \(does not belong there\)/,
  );
});

test('a folder that became a link to another is refused', async ({ start, installation }) => {
  const elsewhere = new Installation();
  try {
    rmSync(installation.file('resources/backend'), { recursive: true });
    symlinkSync(elsewhere.file('resources/backend'), installation.file('resources/backend'));
    await expectRefusal(await start({ program: installation.program }), 'payload-altered', /\(missing\)/);
  } finally {
    elsewhere.remove();
  }
});

test('a list that somebody else signed is refused', async ({ start, installation }) => {
  const { privateKey } = generateKeyPairSync('ed25519');
  const list = readFileSync(installation.file('resources/payload.json'));
  installation.replace('resources/payload.sig', sign(null, list, privateKey).toString('base64'));
  await expectRefusal(await start({ program: installation.program }), 'payload-forged', /signature/);
});

test('an app without its list is refused', async ({ start, installation }) => {
  rmSync(installation.file('resources/payload.json'));
  await expectRefusal(await start({ program: installation.program }), 'payload-unsigned', /missing/);
});
