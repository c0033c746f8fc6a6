/** The window of an app under test, and what a person does in it, however the app was started. */
import { expect } from '@playwright/test';
import type { Locator, Page } from '@playwright/test';
import type { RequestArguments, RequestName, RequestResults } from '../../../electron/shared/ipc';
import type { Settings } from '../../../electron/shared/protocol';
import { backendOf } from './census';

/** The time that anything may take on a slow shared machine before it counts as broken. */
export const PATIENCE_MS = 30_000;

/** What the preload puts into the page, without its types: for tests that break them on purpose. */
export interface Bridge {
  shell: { request: (name: string, ...args: unknown[]) => Promise<unknown> };
}

export abstract class AppWindow {
  constructor(
    readonly window: Page,
    /** Holds the profile (`profile/`) and, where the test wants one, a workspace (`workspace/`). */
    readonly folder: string,
  ) {
    window.setDefaultTimeout(PATIENCE_MS);
  }

  /** The main process. */
  abstract get pid(): number;

  get backendPid(): number {
    const backend = backendOf(this.pid);
    if (backend === null) throw new Error('no backend runs');
    return backend.pid;
  }

  /** Kills the backend that runs, or the next one that does, and waits until it is gone. */
  async crashBackend(): Promise<void> {
    const running = () => backendOf(this.pid)?.pid ?? null;
    await expect.poll(running, { timeout: 40_000, message: 'no backend runs' }).not.toBeNull();
    const pid = this.backendPid;
    process.kill(pid, 'SIGKILL');
    await expect.poll(running, { timeout: PATIENCE_MS }).not.toBe(pid);
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

  /** The last answer's use of a tool. */
  tool(name: string): Locator {
    return this.answers.last().locator(`[data-part="tool"][data-tool="${name}"]`);
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

  /** Changes what the backend keeps, as the settings page does. */
  async changeSettings(patch: Partial<Settings>): Promise<void> {
    const { connection } = await this.request('backend:status');
    if (connection === null) throw new Error('the backend is not connected');
    const answer = await fetch(`http://127.0.0.1:${connection.port}/settings`, {
      method: 'PATCH',
      headers: { authorization: `Bearer ${connection.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(patch),
    });
    if (!answer.ok) throw new Error(`the settings were refused: ${await answer.text()}`);
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
}
