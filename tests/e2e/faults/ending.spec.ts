/** However the app ends, and whatever it is doing then: nothing of it is left. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { processesOfApp } from '../support/census';
import { inWaves, killApp, secondsUntilGone, signalAll } from '../support/endings';
import { plainProgram, Product, spawnProduct } from '../support/product';
import { expect, newWorkspace, row, test } from '../support/trials';

const TRIES = { quick: 2, full: 50 };
const MOST_SECONDS = 2;
const FIGURE = 'until nothing was left';

/** When an app is started, its programs are at different steps of it at each of these moments. */
const STARTING_MS = 1_500;

interface Ending {
  what: string;
  /** Brings an app that is ready to the point at which it is ended. */
  reach?: (app: Product, workspace: string) => Promise<void>;
  end: (app: Product) => unknown;
}

const signalled = (signal: NodeJS.Signals) => (app: Product) => process.kill(app.pid, signal);

/** A session that ends tells every process of it, in no order. */
const logout = (app: Product): void => {
  signalAll(processesOfApp(app.pid, app.folder), 'SIGHUP');
};

/** What the menu, the tray and the keyboard lead to; the page is gone before it could be answered. */
const quit = (app: Product): unknown => app.request('app:quit').catch(() => undefined);

const endings: Ending[] = [
  { what: 'SIGKILL of the shell', end: signalled('SIGKILL') },
  { what: 'SIGTERM of the shell', end: signalled('SIGTERM') },
  { what: 'the last window is closed', end: (app) => app.window.evaluate('window.close()').catch(() => undefined) },
  { what: 'logout (SIGHUP to every process)', end: logout },
  { what: 'quit while a tool runs', reach: untilToolRuns, end: quit },
  { what: 'quit while waiting for approval', reach: untilAsked, end: quit },
];

for (const { what, reach, end } of endings) {
  test(what, { tag: '@fault', annotation: row('Ending the app', what) }, async ({ folder, target, tally }) => {
    test.setTimeout(600_000);
    const workspace = reach === untilToolRuns ? largeWorkspace(folder) : newWorkspace(folder);
    const apps: Product[] = [];
    try {
      await inWaves(folder, tally.tries(TRIES), {
        begin: async (own, number) => {
          const app = await Product.start(own, plainProgram(target));
          apps.push(app);
          // Every other wave in the middle of loading, where that is no matter of what the app is doing.
          if (reach !== undefined || number % 8 < 4) await app.untilReady();
          return app;
        },
        end: async (app) => {
          await reach?.(app, workspace);
          const seconds = await secondsUntilGone(app.pid, app.folder, () => end(app));
          tally.worst(FIGURE, seconds, 's', MOST_SECONDS);
        },
      });
    } finally {
      for (const app of apps) killApp(app.pid, app.folder);
    }
  });
}

const starting = 'quit while starting';
test(starting, { tag: '@fault', annotation: row('Ending the app', starting) }, async ({ folder, target, tally }) => {
  test.setTimeout(600_000);
  for (const number of tally.tries(TRIES)) {
    const { pid } = spawnProduct(folder, plainProgram(target));
    if (pid === undefined) throw new Error('the app was not started');
    await new Promise((resolve) => setTimeout(resolve, (STARTING_MS * (number + 1)) / tally.wanted(TRIES)));
    const seconds = await secondsUntilGone(pid, folder, () => process.kill(pid, 'SIGTERM'));
    tally.worst(FIGURE, seconds, 's', MOST_SECONDS);
  }
});

/** Lines enough to keep a search busy for many seconds. */
function largeWorkspace(folder: string): string {
  const workspace = newWorkspace(folder);
  const text = 'a haystack without a needle\n'.repeat(70_000);
  for (let file = 0; file < 60; file += 1) writeFileSync(path.join(workspace, `${file}.txt`), text);
  return workspace;
}

async function untilToolRuns(app: Product, workspace: string): Promise<void> {
  await app.changeSettings({ workspace });
  await app.ask('Search for "qwertz" in the files');
  const tool = app.answers.last().locator('[data-part="tool"][data-tool="search_files"]');
  await expect(tool).toHaveAttribute('data-state', 'running');
}

async function untilAsked(app: Product, workspace: string): Promise<void> {
  await app.changeSettings({ workspace });
  await app.ask('Write a file notes.txt with hello from the agent');
  await expect(app.button('Approve')).toBeVisible();
}
