/**
 * An app that is started as a person starts it, such as the packed app as it ships: no debugger reaches its main
 * process, and its window is driven over the DevTools protocol.
 */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess, ChildProcessByStdio } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { chromium, expect, test as base } from '@playwright/test';
import type { Page } from '@playwright/test';
import { newFolder, stringsOnly, SURROUNDINGS } from './app';
import type { Target } from './app';
import { processesOfApp, survivors } from './census';
import { AppWindow, PATIENCE_MS } from './window';

export { expect } from '@playwright/test';

const root = path.resolve(import.meta.dirname, '../../..');
const results = path.join(root, 'dist/e2e');

export interface ProductOptions {
  /** The program; the packed one unless a copy was made. */
  program?: string;
  args?: string[];
  env?: Record<string, string>;
}

export class Product extends AppWindow {
  private constructor(
    private readonly process: ChildProcess,
    /** All that it wrote to stderr so far. */
    readonly lines: readonly string[],
    window: Page,
    folder: string,
  ) {
    super(window, folder);
  }

  static async start(folder: string, options: ProductOptions = {}): Promise<Product> {
    const process = spawnProduct(folder, options);
    const lines: string[] = [];
    const reader = createInterface({ input: process.stderr });
    const endpoint = await new Promise<string>((resolve, reject) => {
      reader.on('line', (line) => {
        lines.push(line);
        const [, address] = /DevTools listening on (ws:\S+)/.exec(line) ?? [];
        if (address !== undefined) resolve(address);
      });
      process.once('exit', (code) => {
        reject(new Error(`the app ended with code ${String(code)}:\n${lines.join('\n')}`));
      });
    });
    return new Product(process, lines, await pageBehind(endpoint), folder);
  }

  override get pid(): number {
    if (this.process.pid === undefined) throw new Error('the app has no process');
    return this.process.pid;
  }

  /** Settles once nothing of the app is left; it must have been told to end. */
  async untilGone(): Promise<void> {
    const members = processesOfApp(this.pid, this.folder);
    await expect.poll(() => survivors(members, this.folder), { timeout: PATIENCE_MS }).toEqual([]);
  }

  async end(): Promise<void> {
    this.process.kill('SIGTERM');
    await this.untilGone();
  }
}

/** Starts the program and waits for nothing. */
export function spawnProduct(
  folder: string,
  { program = productProgram(), args = [], env = {} }: ProductOptions = {},
): ChildProcessByStdio<null, null, Readable> {
  const profile = `--user-data-dir=${path.join(folder, 'profile')}`;
  return spawn(program, [profile, '--remote-debugging-port=0', ...SURROUNDINGS, ...args], {
    cwd: folder,
    env: { ...stringsOnly(process.env), ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** A window that has not navigated yet is never reported to a debugger that attaches. */
async function pageBehind(endpoint: string): Promise<Page> {
  const list = endpoint.replace(/^ws:\/\/([^/]+)\/.*$/, 'http://$1/json/list');
  const isThere = async () => {
    const targets = (await (await fetch(list)).json()) as { type: string; url: string }[];
    return targets.some((target) => target.type === 'page' && target.url.startsWith('app://'));
  };
  await expect.poll(isThere, { timeout: PATIENCE_MS }).toBe(true);
  const browser = await chromium.connectOverCDP(endpoint, { noDefaults: true });
  const [page] = browser.contexts()[0]?.pages() ?? [];
  if (page === undefined) throw new Error('the app has no page');
  return page;
}

/** The program of a target, without the loader by which Playwright gets into it. */
export function plainProgram(target: Target): { program: string; args: string[] } {
  if (target === 'packaged') return { program: productProgram(), args: [] };
  const electron = createRequire(import.meta.url)('electron') as string;
  return { program: electron, args: [root] };
}

export function productProgram(): string {
  const program = process.env['PRODUCT_APP'];
  if (program === undefined) throw new Error('PRODUCT_APP must name the program of the packed app');
  return program;
}

/** A copy of the packed app that a test may damage. */
export class Installation {
  readonly root: string;
  readonly program: string;

  /**
   * @param files - `linked`: hard links to the packed app's until they are written anew, which takes no time; but each
   *   further link moves a file's ctime, so that none is known from an earlier start. `copied`: its own.
   */
  constructor(files: 'linked' | 'copied' = 'linked') {
    mkdirSync(results, { recursive: true });
    const folder = mkdtempSync(path.join(results, 'installed Zoë 测试 '));
    this.root = path.join(folder, 'app');
    execFileSync('cp', [files === 'linked' ? '-al' : '-a', path.dirname(productProgram()), this.root]);
    this.program = path.join(this.root, path.basename(productProgram()));
  }

  file(name: string): string {
    return path.join(this.root, name);
  }

  /** Writes a file anew: the one that it was linked to stays as it is. */
  replace(name: string, content: Buffer | string): void {
    rmSync(this.file(name), { force: true });
    writeFileSync(this.file(name), content, { mode: 0o755 });
  }

  /** Who installs for everybody leaves folders that the user may not write to. */
  forbidWriting(): void {
    execFileSync('find', [this.root, '-type', 'd', '-exec', 'chmod', 'a-w', '{}', '+']);
  }

  remove(): void {
    execFileSync('find', [this.root, '-type', 'd', '-exec', 'chmod', 'u+w', '{}', '+']);
    rmSync(path.dirname(this.root), { recursive: true, force: true });
  }
}

interface Fixtures {
  folder: string;
  installation: Installation;
  /** Starts products that are ended, whatever becomes of the test. */
  start: (options?: ProductOptions) => Promise<Product>;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
  folder: async ({}, use) => {
    const folder = newFolder();
    await use(folder);
    rmSync(folder, { recursive: true, force: true });
  },
  // eslint-disable-next-line no-empty-pattern -- see above.
  installation: async ({}, use) => {
    const installation = new Installation();
    await use(installation);
    installation.remove();
  },
  start: async ({ folder }, use) => {
    const started: Product[] = [];
    await use(async (options = {}) => {
      const product = await Product.start(folder, options);
      started.push(product);
      return product;
    });
    // The last one first: they share a folder, by which it is seen that nothing is left.
    for (const product of started.reverse()) await product.end();
  },
});
