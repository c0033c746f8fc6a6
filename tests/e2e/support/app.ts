/** The real app under test: the real Electron, the real backend, a folder of its own for each test. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, test as base, expect } from '@playwright/test';
import type { ElectronApplication, Locator, Page } from '@playwright/test';
import type { RequestArguments, RequestName, RequestResults } from '../../../electron/shared/ipc';
import { backendOf, processesOfApp, survivors } from './census';

export { expect } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '../../..');

/** The time that anything may take on a slow shared machine before it counts as broken. */
export const PATIENCE_MS = 30_000;

/** What the preload puts into the page, without its types: for tests that break them on purpose. */
export interface Bridge {
  shell: { request: (name: string, ...args: unknown[]) => Promise<unknown> };
}

/** The source tree, or the packed app: one that differs from the product by the debugger's fuse alone. */
export type Target = 'source' | 'packaged';

export interface Options {
  target: Target;
}

export interface LaunchOptions {
  /** Reuse the folder of an earlier launch; without one the app starts as for a new user. */
  folder?: string;
  args?: string[];
  env?: Record<string, string>;
}

export class RunningApp {
  private constructor(
    readonly electron: ElectronApplication,
    readonly window: Page,
    /** Holds the profile (`profile/`) and, where the test wants one, a workspace (`workspace/`). */
    readonly folder: string,
  ) {}

  static async launch(
    target: Target,
    { folder = newFolder(), args = [], env = {} }: LaunchOptions = {},
  ): Promise<RunningApp> {
    const profile = [`--user-data-dir=${path.join(folder, 'profile')}`, '--lang=en-US'];
    const packaged = {
      executablePath: process.env['PACKAGED_APP'] ?? '',
      args: [...profile, ...args],
      // Without Playwright's loader the app itself has to wait for it.
      env: { ...stringsOnly(process.env), WAIT_FOR_PLAYWRIGHT: '1', ...env },
    };
    const source = { args: [root, ...profile, ...args], env: { ...stringsOnly(process.env), ...env } };
    const electron = await _electron.launch({
      ...(target === 'packaged' ? packaged : source),
      cwd: root,
      timeout: PATIENCE_MS,
      // Playwright switches it off unless told not to.
      chromiumSandbox: true,
    });
    const window = await electron.firstWindow({ timeout: PATIENCE_MS });
    window.setDefaultTimeout(PATIENCE_MS);
    return new RunningApp(electron, window, folder);
  }

  get pid(): number {
    const pid = this.electron.process().pid;
    if (pid === undefined) throw new Error('the app has no process');
    return pid;
  }

  get backendPid(): number {
    const backend = backendOf(this.pid);
    if (backend === null) throw new Error('no backend runs');
    return backend.pid;
  }

  get thread(): Locator {
    return this.window.getByRole('log', { name: 'Conversation messages' });
  }

  get answers(): Locator {
    return this.thread.getByRole('article', { name: 'Assistant' });
  }

  get composer(): Locator {
    return this.window.getByRole('textbox', { name: 'Message' });
  }

  button(name: string | RegExp): Locator {
    return this.window.getByRole('button', { name, exact: typeof name === 'string' });
  }

  /** Asks the main process through the bridge that the page has. */
  request<N extends RequestName>(name: N, ...args: RequestArguments<N>): Promise<RequestResults[N]> {
    return this.window.evaluate(
      ({ name, args }) => (globalThis as unknown as Bridge).shell.request(name, ...args) as Promise<RequestResults[N]>,
      { name, args: args },
    );
  }

  async setTheme(theme: 'light' | 'dark'): Promise<void> {
    await this.request('preferences:set', { theme });
    await expect(this.window.locator('html')).toHaveAttribute('data-mantine-color-scheme', theme);
  }

  async untilReady(): Promise<void> {
    await expect(this.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'ready', {
      timeout: PATIENCE_MS,
    });
  }

  async ask(question: string): Promise<void> {
    await this.composer.fill(question);
    await this.composer.press('Enter');
  }

  /** Waits until the last answer is whole. */
  async untilAnswered(): Promise<Locator> {
    const answer = this.answers.last();
    await expect(answer).toHaveAttribute('aria-busy', 'false', { timeout: 2 * PATIENCE_MS });
    return answer;
  }

  /** Quits as a user would, and sees to it that nothing is left running. */
  async quit(): Promise<void> {
    const members = processesOfApp(this.pid, this.folder);
    await this.electron.close();
    await expect.poll(() => survivors(members, this.folder), { timeout: 5_000 }).toEqual([]);
  }
}

/** A folder of its own, with a space and letters that break careless programs. */
export function newFolder(): string {
  return mkdtempSync(path.join(realpathSync(tmpdir()), 'e2e Zoë 测试 '));
}

/** An empty workspace inside the test's folder. */
export function newWorkspace(folder: string): string {
  const workspace = path.join(folder, 'workspace');
  mkdirSync(workspace, { recursive: true });
  return workspace;
}

function stringsOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

interface Fixtures {
  folder: string;
  /** Launches apps that are ended, and whose folder is removed, after the test. */
  launch: (options?: LaunchOptions) => Promise<RunningApp>;
  /** An app that is ready to answer. */
  app: RunningApp;
}

export const test = base.extend<Fixtures & Options>({
  target: ['source', { option: true }],
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
  folder: async ({}, use) => {
    const folder = newFolder();
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  launch: async ({ folder, target }, use, testInfo) => {
    const apps: RunningApp[] = [];
    await use(async (options = {}) => {
      const app = await RunningApp.launch(target, { folder, ...options });
      apps.push(app);
      return app;
    });
    for (const app of apps) {
      if (testInfo.status !== testInfo.expectedStatus && !app.window.isClosed()) {
        await testInfo.attach('window', { body: await app.window.screenshot(), contentType: 'image/png' });
      }
      await app.electron.close().catch((error: unknown) => {
        console.error(`the app did not close: ${String(error)}`);
      });
    }
  },
  app: async ({ launch }, use) => {
    const app = await launch();
    await app.untilReady();
    await use(app);
  },
});
