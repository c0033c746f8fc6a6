/** However the app ends, and whatever it is doing then: nothing of it is left. */
import { processesOfApp } from '../support/census';
import { inWaves, killApp, secondsUntilGone, signalAll } from '../support/endings';
import { plainProgram, Product, spawnProduct } from '../support/product';
import { expect, largeWorkspace, newWorkspace, row, test } from '../support/trials';

/** What runs beside them would be measured with them. */
const tag = ['@fault', '@alone'];
const TRIES = { quick: 2, full: 50 };
const MOST_SECONDS = 2;
const FIGURE = 'until nothing was left';

/** A start waits for the disk and for its own processes: several at once take hardly longer than one. */
const STARTED_AT_ONCE = 4;

/** Of those that are ended while they load, for they compute: what they wait for a processor is taken off. */
const LOADING_AT_ONCE = 2;

/** When an app is started, its programs are at different steps of it at each of these moments. */
const STARTING_MS = 1_500;

interface Ending {
  what: string;
  tries?: { quick: number; full: number };
  /** Brings an app that is ready to the point at which it is ended; without it, half of the apps still load then. */
  reach?: (app: Product, workspace: string) => Promise<void>;
  end: (app: Product) => unknown;
}

const signalled = (signal: NodeJS.Signals) => (app: Product) => process.kill(app.pid, signal);

/** A session that ends tells every process of it, in no order. */
const logOut = ({ pid, folder }: { pid: number; folder: string }): void => {
  signalAll(processesOfApp(pid, folder), 'SIGHUP');
};

/** What the menu, the tray and the keyboard lead to; the page is gone before it could be answered. */
const quit = (app: Product): unknown => app.request('app:quit').catch(() => undefined);

const endings: Ending[] = [
  { what: 'SIGKILL of the shell', end: signalled('SIGKILL') },
  { what: 'SIGTERM of the shell', end: signalled('SIGTERM') },
  { what: 'the last window is closed', end: (app) => app.window.evaluate('window.close()').catch(() => undefined) },
  { what: 'logout (SIGHUP to every process)', end: logOut },
  { what: 'quit while a tool runs', reach: untilToolRuns, end: quitWhileToolRuns },
  { what: 'quit while waiting for approval', reach: untilAsked, end: quit },
  { what: 'quit while the backend stands still', tries: { quick: 1, full: 10 }, reach: untilFrozen, end: quit },
];

for (const { what, tries = TRIES, reach, end } of endings) {
  test(what, { tag, annotation: row('Ending the app', what) }, async ({ folder, target, tally }) => {
    test.setTimeout(900_000);
    const workspace = reach === untilToolRuns ? largeWorkspace(folder) : newWorkspace(folder);
    const apps: Product[] = [];
    const begin = async (own: string): Promise<Product> => {
      const app = await Product.start(own, plainProgram(target));
      apps.push(app);
      return app;
    };
    const measure = async (app: Product): Promise<void> => {
      const seconds = await secondsUntilGone(app.pid, app.folder, () => end(app));
      tally.worst(FIGURE, seconds, 's', MOST_SECONDS);
    };
    const numbers = [...tally.tries(tries)];
    const loading = numbers.filter((number) => reach === undefined && number % 2 === 0);
    try {
      await inWaves(folder, loading, { atOnce: LOADING_AT_ONCE, begin, end: measure });
      await inWaves(
        folder,
        numbers.filter((number) => !loading.includes(number)),
        {
          atOnce: STARTED_AT_ONCE,
          begin: async (own) => {
            const app = await begin(own);
            await app.untilReady();
            return app;
          },
          end: async (app) => {
            await reach?.(app, workspace);
            await measure(app);
          },
        },
      );
    } finally {
      for (const app of apps) killApp(app.pid, app.folder);
    }
  });
}

const starting = 'quit, logout or a kill while starting';
const waysToEnd: readonly ((app: { pid: number; folder: string }) => unknown)[] = [
  ({ pid }) => process.kill(pid, 'SIGTERM'),
  logOut,
  ({ pid }) => process.kill(pid, 'SIGINT'),
  ({ pid }) => process.kill(pid, 'SIGKILL'),
];

test(starting, { tag, annotation: row('Ending the app', starting) }, async ({ folder, target, tally }) => {
  test.setTimeout(600_000);
  for (const number of tally.tries(TRIES)) {
    const { pid } = spawnProduct(folder, plainProgram(target));
    if (pid === undefined) throw new Error('the app was not started');
    await new Promise((resolve) => setTimeout(resolve, (STARTING_MS * (number + 1)) / tally.wanted(TRIES)));
    const seconds = await secondsUntilGone(pid, folder, () => waysToEnd[number % waysToEnd.length]?.({ pid, folder }));
    tally.worst(FIGURE, seconds, 's', MOST_SECONDS);
  }
});

async function untilToolRuns(app: Product, workspace: string): Promise<void> {
  await app.changeSettings({ workspace });
  await app.ask('Search for "qwertz" in the files');
  await expect(app.tool('search_files')).toHaveAttribute('data-state', 'running');
}

async function quitWhileToolRuns(app: Product): Promise<void> {
  expect(await app.tool('search_files').getAttribute('data-state')).toBe('running');
  await quit(app);
}

async function untilAsked(app: Product, workspace: string): Promise<void> {
  await app.changeSettings({ workspace });
  await app.ask('Write a file notes.txt with hello from the agent');
  await expect(app.button('Approve')).toBeVisible();
}

async function untilFrozen(app: Product): Promise<void> {
  process.kill(app.backendPid, 'SIGSTOP');
  await expect(app.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'unresponsive');
}
