/** `nox -s dev`: the three kinds of change, each on a copy of the checkout, followed by the real app. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { chromium, test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { livingProcesses, processesOfApp, survivors } from './support/census';
import { PATIENCE_MS, expect, newFolder } from './support/app';

const root = path.resolve(import.meta.dirname, '../..');

/** A copy of the sources that may be edited; the installed packages are hard links, which costs neither time nor space. */
function copyOfCheckout(): string {
  const copy = path.join(root, 'dist/e2e/dev copy');
  rmSync(copy, { recursive: true, force: true });
  const options = { cwd: root, encoding: 'utf8' as const };
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], options);
  for (const file of files.split('\0').filter(Boolean)) {
    const target = path.join(copy, file);
    mkdirSync(path.dirname(target), { recursive: true });
    cpSync(path.join(root, file), target);
  }
  execFileSync('cp', ['-al', path.join(root, 'node_modules'), path.join(copy, 'node_modules')]);
  return copy;
}

class Development {
  readonly lines: string[] = [];
  private readonly waiting = new Set<() => void>();

  private constructor(
    readonly process: ChildProcess,
    readonly folder: string,
  ) {
    for (const stream of [process.stdout, process.stderr]) {
      if (stream === null) throw new Error('no output to read');
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        for (const check of this.waiting) check();
      });
    }
  }

  static start(copy: string, folder: string): Development {
    const args = ['electron/tools/dev.mjs', '--remote-debugging-port=0', `--user-data-dir=${folder}`, '--lang=en-US'];
    return new Development(spawn(process.execPath, args, { cwd: copy, stdio: ['ignore', 'pipe', 'pipe'] }), folder);
  }

  /** The first line after `from` that matches; with everything that was said, when none comes. */
  async line(pattern: RegExp, from = 0): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const check = () => {
        const match = this.lines
          .slice(from)
          .map((line) => pattern.exec(line))
          .find((found) => found !== null);
        if (match === undefined) return;
        clearTimeout(timer);
        this.waiting.delete(check);
        resolve(match);
      };
      const timer = setTimeout(() => {
        reject(new Error(`no line matches ${String(pattern)} in:\n${this.lines.join('\n')}`));
      }, PATIENCE_MS);
      this.waiting.add(check);
      check();
    });
  }

  /** The page of the shell that announced itself after `from`. */
  async page(from = 0): Promise<Page> {
    const [, endpoint = ''] = await this.line(/DevTools listening on (ws:\S+)/, from);
    const list = endpoint.replace(/^ws:\/\/([^/]+)\/.*$/, 'http://$1/json/list');
    // A window that has not navigated yet is never reported to a debugger that attaches.
    await expect
      .poll(async () => {
        const targets = (await (await fetch(list)).json()) as { type: string; url: string }[];
        return targets.some((target) => target.type === 'page' && target.url.startsWith('app://'));
      })
      .toBe(true);
    const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true });
    const [page] = browser.contexts()[0]?.pages() ?? [];
    if (page === undefined) throw new Error('the shell has no page');
    return page;
  }

  get backendPid(): number | undefined {
    const members = processesOfApp(this.process.pid ?? 0, this.folder);
    return livingProcesses().find((r) => / -m backend\b/.test(r.command) && members.some((m) => m.pid === r.pid))?.pid;
  }
}

const test = base.extend<{ development: Development; copy: string }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
  copy: async ({}, use) => {
    const copy = copyOfCheckout();
    await use(copy);
    rmSync(copy, { recursive: true, force: true });
  },
  development: async ({ copy }, use) => {
    const folder = newFolder();
    const development = Development.start(copy, folder);
    await use(development);
    const members = processesOfApp(development.process.pid ?? 0, folder);
    development.process.kill('SIGTERM');
    await expect.poll(() => survivors(members, folder), { timeout: 10_000 }).toEqual([]);
    rmSync(folder, { recursive: true, force: true });
  },
});

function edit(file: string, change: (text: string) => string): void {
  const before = readFileSync(file, 'utf8');
  const after = change(before);
  expect(after).not.toBe(before);
  writeFileSync(file, after);
}

test(
  'renderer: hot; Python: the backend restarts behind the window; main: the shell restarts',
  { tag: ['@source', '@alone'] },
  async ({ development, copy }) => {
    const page = await development.page();
    const state = page.getByTestId('backend-state');
    await expect(state).toHaveAttribute('data-state', 'ready', { timeout: PATIENCE_MS });
    await page.evaluate(() => Object.assign(globalThis, { sameWindow: true }));
    const sameWindow = () => page.evaluate(() => 'sameWindow' in globalThis);

    await test.step('a change in the renderer shows by hot reload', async () => {
      await expect(page.getByRole('heading', { name: 'What can I do for you?' })).toBeVisible();
      const emptyState = execFileSync('grep', ['-rlE', 'What can I do for you', 'electron/renderer'], {
        cwd: copy,
        encoding: 'utf8',
      });
      edit(path.join(copy, emptyState.split('\n')[0] ?? ''), (text) =>
        text.replace('What can I do for you?', 'What shall I do?'),
      );
      await expect(page.getByRole('heading', { name: 'What shall I do?' })).toBeVisible();
    });

    await test.step('a change in Python restarts the backend, the window stays', async () => {
      await page.evaluate(() => Object.assign(globalThis, { sameWindow: true }));
      const before = development.backendPid;
      expect(before).toBeDefined();
      edit(path.join(copy, 'backend/errors.py'), (text) => `${text}\n`);
      await expect.poll(() => development.backendPid ?? before, { timeout: PATIENCE_MS }).not.toBe(before);
      await expect(state).toHaveAttribute('data-state', 'ready', { timeout: PATIENCE_MS });
      expect(await sameWindow()).toBe(true);
    });

    await test.step('a change in main restarts the shell', async () => {
      const from = development.lines.length;
      edit(path.join(copy, 'electron/main/index.ts'), (text) => `${text}\nconsole.log('edited');\n`);
      const next = await development.page(from);
      await expect(next.getByTestId('backend-state')).toHaveAttribute('data-state', 'ready', { timeout: PATIENCE_MS });
    });
  },
);
