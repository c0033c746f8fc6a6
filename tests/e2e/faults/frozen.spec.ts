/** Processes that stand still: one that does not answer is replaced, and a machine that slept goes on. */
import { backendOf, livingProcesses, processesOfApp } from '../support/census';
import { signalAll } from '../support/endings';
import { FreezeWatch } from '../support/freezes';
import { OwnTime } from '../support/ownTime';
import { plainProgram, Product } from '../support/product';
import { expect, PATIENCE_MS, row, test } from '../support/trials';
import type { Page } from '@playwright/test';
import type { BackendStatus } from '../../../electron/shared/ipc';
import type { RunningApp, Tally } from '../support/trials';

/** In full longer than any patience of the shell, of the page and of the backend that a run of the demo model meets. */
const SLEEP_MS = { quick: 20_000, full: 75_000 };
/** One more within two minutes, and it would not be started again. */
const TRIES = { quick: 1, full: 4 };
const MOST_SECONDS_UNTIL_REPLACED = 15;
/** What a person would call a freeze, in time that the page computed. */
const LONGEST_FREEZE_MS = 200;
/** And what none may take on a machine that has other things to do, too, whatever the page waits for. */
const LONGEST_GAP_MS = 1_000;

/** What is measured runs alone, and is waited for without `expect` (decision 021). */
const tag = ['@fault', '@alone'];

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

/** The longest time that main took to answer the page, of their own, asked every 50 ms until told to stop. */
function watchShell(app: RunningApp): () => Promise<number> {
  const end = new AbortController();
  const members = processesOfApp(app.pid, app.folder).filter(
    ({ pid, command }) => pid === app.pid || command.includes('--type=renderer'),
  );
  let longest = 0;
  const watching = (async () => {
    while (!end.signal.aborted) {
      const time = new OwnTime(members);
      await app.request('preferences:get');
      time.look(members);
      longest = Math.max(longest, time.seconds * 1_000);
      await pause(50);
    }
  })();
  return async () => {
    end.abort();
    await watching;
    return longest;
  };
}

const stopped = 'the backend stands still (SIGSTOP)';
test(stopped, { tag, annotation: row('Frozen', stopped) }, async ({ app, tally }) => {
  test.setTimeout(300_000);
  for (const number of tally.tries(TRIES)) {
    const freezes = await FreezeWatch.start(app);
    await watchPage(app.window);
    const stopWatching = watchShell(app);
    await freezeAndCount(app, tally, async () => {
      await app.window.locator('[data-testid="backend-state"][data-state="unresponsive"]').waitFor();
      expect(await app.window.locator('.composer textarea').first().isEditable()).toBe(true);
    });
    tally.worst('longest wait for the shell', await stopWatching(), 'ms', LONGEST_GAP_MS);
    tally.worst('longest pause of the page', await longestGap(app.window), 'ms', LONGEST_GAP_MS);
    tally.worst('longest task of the page', await freezes.stop(), 'ms', LONGEST_FREEZE_MS);
    await answersAgain(app, number);
  }
});

const loading = 'the backend stands still while it loads (SIGSTOP)';
test(loading, { tag, annotation: row('Frozen', loading) }, async ({ app, tally }) => {
  test.setTimeout(300_000);
  for (const number of tally.tries(TRIES)) {
    await app.request('backend:restart');
    await untilStatus(app, ({ state, engine }) => state === 'healthy' && engine === 'loading');
    await freezeAndCount(app, tally);
    await answersAgain(app, number);
  }
});

/** Stops the backend, and counts until another one answers in its place. */
async function freezeAndCount(app: RunningApp, tally: Tally, meanwhile?: () => Promise<void>): Promise<void> {
  const pid = app.backendPid;
  // The checks are a matter of waiting; what has to compute is the next backend, from its start to its first answer.
  const time = new OwnTime([]);
  process.kill(pid, 'SIGSTOP');
  await meanwhile?.();
  await untilStatus(app, ({ state }) => {
    const next = backendOf(app.pid);
    if (next === null || next.pid === pid) return false;
    time.look([next]);
    return state === 'healthy';
  });
  tally.worst('until another answered', time.seconds, 's', MOST_SECONDS_UNTIL_REPLACED);
  expect(livingProcesses().map((one) => one.pid)).not.toContain(pid);
}

async function untilStatus(app: RunningApp, isReached: (status: BackendStatus) => boolean): Promise<void> {
  const start = performance.now();
  while (!isReached(await app.request('backend:status'))) {
    if (performance.now() - start > PATIENCE_MS) throw new Error('the backend did not come to this state');
    await pause(20);
  }
}

async function answersAgain(app: RunningApp, number: number): Promise<void> {
  await app.untilReady();
  await app.ask(`What is ${number} + 9?`);
  await expect(await app.untilAnswered()).toContainText(`${number + 9}`);
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
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
      await pause(tally.wanted(SLEEP_MS));
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
