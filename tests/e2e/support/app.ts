/** The real app under test: the real Electron, the real backend, a folder of its own for each test. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { _electron, test as base, expect } from '@playwright/test';
import type { ElectronApplication, Page } from '@playwright/test';
import { processesOfApp, survivors } from './census';
import { AppWindow, PATIENCE_MS } from './window';

export { expect } from '@playwright/test';
export { PATIENCE_MS, type Bridge } from './window';

const root = path.resolve(import.meta.dirname, '../../..');

/**
 * The language of the tests; and windows are drawn even where another covers them: several apps share one screen, and
 * Chromium lets those that nobody could see rest.
 */
export const SURROUNDINGS = ['--lang=en-US', '--disable-backgrounding-occluded-windows'];

/** The source tree, or the packed app: one that differs from the product by the debugger's fuse alone. */
export type Target = 'source' | 'packaged';

export interface Options {
  target: Target;
}

export interface LaunchOptions {
  /** Reuse the folder of an earlier launch; without one the app starts as for a new user. */
  folder?: string;
  args?: string[];
  /** Variables beside, or instead of, those of the tests; those that are undefined are taken away. */
  env?: NodeJS.ProcessEnv;
}

export class RunningApp extends AppWindow {
  private constructor(
    readonly electron: ElectronApplication,
    window: Page,
    folder: string,
  ) {
    super(window, folder);
  }

  static async launch(
    target: Target,
    { folder = newFolder(), args = [], env = {} }: LaunchOptions = {},
  ): Promise<RunningApp> {
    const profile = [`--user-data-dir=${path.join(folder, 'profile')}`, ...SURROUNDINGS];
    const packaged = {
      executablePath: process.env['PACKAGED_APP'] ?? '',
      args: [...profile, ...args],
      // Without Playwright's loader the app itself has to wait for it.
      env: stringsOnly({ ...process.env, WAIT_FOR_PLAYWRIGHT: '1', ...env }),
    };
    const source = { args: [root, ...profile, ...args], env: stringsOnly({ ...process.env, ...env }) };
    const electron = await _electron.launch({
      ...(target === 'packaged' ? packaged : source),
      cwd: root,
      timeout: PATIENCE_MS,
      // Playwright switches it off unless told not to.
      chromiumSandbox: true,
    });
    const window = await electron.firstWindow({ timeout: PATIENCE_MS });
    return new RunningApp(electron, window, folder);
  }

  override get pid(): number {
    const pid = this.electron.process().pid;
    if (pid === undefined) throw new Error('the app has no process');
    return pid;
  }

  /** Quits as a user would, and sees to it that nothing is left running. */
  async quit(): Promise<void> {
    const members = processesOfApp(this.pid, this.folder);
    await this.electron.close();
    await expect.poll(() => survivors(members, this.folder), { timeout: PATIENCE_MS }).toEqual([]);
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

/** A workspace that keeps a search busy for many seconds: what costs it time is lines, and these are the shortest. */
export function largeWorkspace(folder: string): string {
  const workspace = newWorkspace(folder);
  const text = 'x\n'.repeat(1_000_000);
  for (let file = 0; file < 100; file += 1) writeFileSync(path.join(workspace, `${file}.txt`), text);
  return workspace;
}

export function stringsOnly(env: NodeJS.ProcessEnv): Record<string, string> {
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
