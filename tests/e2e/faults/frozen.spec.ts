/** Processes that stand still: one that does not answer is replaced, and a machine that slept goes on. */
import { backendOf, livingProcesses, processesOfApp } from '../support/census';
import { signalAll } from '../support/endings';
import { plainProgram, Product } from '../support/product';
import { expect, row, test } from '../support/trials';
import type { Page } from '@playwright/test';
import type { RunningApp } from '../support/trials';

/** In full longer than any patience of the shell, of the page and of the backend that a run of the demo model meets. */
const SLEEP_MS = { quick: 20_000, full: 75_000 };
const MOST_SECONDS_UNTIL_REPLACED = 15;
/** What a person would call a freeze. The machine of the tests has other things to do, too. */
const LONGEST_GAP_MS = 1_000;

/** Timers of the page that fire late show for how long it did nothing else. */
async function watchPage(page: Page): Promise<void> {
  await page.evaluate(() => {
    const watch = { last: performance.now(), longest: 0 };
    Object.assign(globalThis, { watch });
    setInterval(() => {
      const now = performance.now();
      watch.longest = Math.max(watch.longest, now - watch.last);
      watch.last = now;
    }, 10);
  });
}

async function longestGap(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { watch: { longest: number } }).watch.longest);
}

/** The longest time that the main process took to answer the page, asked every 50 ms until told to stop. */
function watchShell(app: RunningApp): () => Promise<number> {
  const end = new AbortController();
  let longest = 0;
  const watching = (async () => {
    while (!end.signal.aborted) {
      const start = performance.now();
      await app.request('preferences:get');
      longest = Math.max(longest, performance.now() - start);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  })();
  return async () => {
    end.abort();
    await watching;
    return longest;
  };
}

const stopped = 'the backend stands still (SIGSTOP)';
test(stopped, { tag: '@fault', annotation: row('Frozen', stopped) }, async ({ app, tally }) => {
  test.setTimeout(300_000);
  await watchPage(app.window);
  // One more within two minutes, and it would not be started again.
  for (const number of tally.tries({ quick: 1, full: 4 })) {
    const stopWatching = watchShell(app);
    const pid = app.backendPid;
    const start = performance.now();
    process.kill(pid, 'SIGSTOP');
    await expect(app.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'unresponsive');
    await expect(app.composer).toBeEditable();
    await expect.poll(() => answers(app, pid), { timeout: 40_000, intervals: [50] }).toBe(true);
    const seconds = (performance.now() - start) / 1_000;
    tally.worst('until another answered', seconds, 's', MOST_SECONDS_UNTIL_REPLACED);
    tally.worst('longest wait for the shell', await stopWatching(), 'ms', LONGEST_GAP_MS);
    expect(livingProcesses().map((one) => one.pid)).not.toContain(pid);
    await app.untilReady();
    await app.ask(`What is ${number} + 9?`);
    await expect(await app.untilAnswered()).toContainText(`${number + 9}`);
  }
  tally.worst('longest pause of the page', await longestGap(app.window), 'ms', LONGEST_GAP_MS);
});

async function answers(app: RunningApp, formerPid: number): Promise<boolean> {
  const { state } = await app.request('backend:status');
  const pid = backendOf(app.pid)?.pid;
  return state === 'healthy' && pid !== undefined && pid !== formerPid;
}

const slept = 'the whole app stands still for longer than every patience (suspend)';
test(slept, { tag: '@fault', annotation: row('Frozen', slept) }, async ({ folder, target, tally }) => {
  test.setTimeout(300_000);
  const app = await Product.start(folder, plainProgram(target));
  try {
    await app.untilReady();
    const pid = app.backendPid;
    for (const number of tally.tries({ quick: 1, full: 2 })) {
      if (number > 0) await app.button('New conversation').click();
      await app.ask('What can you do?');
      await expect(app.answers.last().locator('[data-part="text"]').first()).not.toBeEmpty();
      const members = processesOfApp(app.pid, folder);
      signalAll(members, 'SIGSTOP');
      await new Promise((resolve) => setTimeout(resolve, tally.wanted(SLEEP_MS)));
      signalAll(members, 'SIGCONT');
      const answer = await app.untilAnswered();
      await expect(answer).toContainText(/no language model/i);
      await expect(answer).not.toContainText(/interrupted/i);
      await app.untilReady();
      expect(app.backendPid).toBe(pid);
    }
    const { files } = await app.request('diagnostics:preview');
    const supervisor = files.find(({ name }) => name === 'supervisor.json')?.text;
    expect(supervisor).toContain('"slept-unannounced"');
    expect(supervisor).not.toMatch(/killed|crashed/);
  } finally {
    await app.end();
  }
});
