/** A program in the backend's place that does not do what a backend does: the window says so, and never hangs. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { AS_REAL, instead, listening, UNTIL_TOLD } from '../support/backends';
import { backendOf } from '../support/census';
import { expect, row, test } from '../support/trials';
import type { RunningApp } from '../support/trials';

const CHAPTER = 'Frozen';
/** Only a source tree starts another program than its own. */
const tag = ['@fault', '@source'];

async function untilRecoveryScreen(app: RunningApp, code: string, message: RegExp, timeout: number): Promise<void> {
  await expect(app.button('Restart the agent')).toBeVisible({ timeout });
  const told = app.window.getByRole('main');
  await expect(told).toContainText(message);
  await expect(told).toContainText(code);
  await expect.poll(() => backendOf(app.pid)).toBeNull();
}

const endless = [
  { what: 'the backend prints nothing', lines: [UNTIL_TOLD] },
  { what: 'the backend prints rubbish only', lines: ["yes 'rubbish' &", UNTIL_TOLD] },
];

for (const { what, lines } of endless) {
  test(what, { tag: [...tag, '@alone'], annotation: row(CHAPTER, what) }, async ({ folder, launch, tally }) => {
    test.setTimeout(300_000);
    const app = await launch({ env: instead(folder, ...lines) });
    await expect(app.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'starting');
    tally.worst('until the window took a line of text', await secondsToType(app), 's', 3);
    // It is given a minute, twice, for a virus scanner may be reading it: that is waited for where there is time.
    if (tally.wanted({ quick: 0, full: 1 }) === 0) await shortenMinutes(app);
    await untilRecoveryScreen(app, 'slow-start', /did not answer within 60 seconds/, 180_000);
  });
}

/** From the next start on, what the shell waits a minute for comes after five seconds. */
async function shortenMinutes(app: RunningApp): Promise<void> {
  await app.electron.evaluate(() => {
    const { setTimeout } = globalThis;
    const shortened = (action: () => void, ms?: number, ...args: unknown[]): unknown =>
      setTimeout(action, ms === 60_000 ? 5_000 : ms, ...args);
    Object.assign(globalThis, { setTimeout: shortened });
  });
  await app.request('backend:restart');
}

for (const code of [0, 1]) {
  const what = `the backend exits at once, with code ${code}`;
  test(what, { tag, annotation: row('Killed', what) }, async ({ folder, launch }) => {
    const app = await launch({ env: instead(folder, `exit ${code}`) });
    await untilRecoveryScreen(app, 'gave-up', /5 times within 2 minutes/, 60_000);
  });
}

const unserved = 'the backend announces a port that it does not serve';
test(unserved, { tag, annotation: row(CHAPTER, unserved) }, async ({ folder, launch }) => {
  const app = await launch({ env: instead(folder, listening(await unusedPort()), UNTIL_TOLD) });
  await untilRecoveryScreen(app, 'slow-start', /did not answer within 15 seconds/, 90_000);
});

const foreign = 'the backend speaks another version of the protocol';
test(foreign, { tag, annotation: row(CHAPTER, foreign) }, async ({ folder, launch }) => {
  const app = await launch({ env: instead(folder, listening(await unusedPort(), 2), UNTIL_TOLD) });
  await untilRecoveryScreen(app, 'protocol-mismatch', /another version.*protocol 2/, 30_000);
});

const noisy = 'the backend prints rubbish between its lines';
test(noisy, { tag, annotation: row(CHAPTER, noisy) }, async ({ folder, launch }) => {
  const rubbish = 'head -c 1000000 /dev/urandom; echo; echo \'Warning: {not json}\'; echo \'{"event": "unknown"}\'';
  const app = await launch({ env: instead(folder, rubbish, AS_REAL) });
  await app.untilReady();
  await app.ask('What is 3 * 3?');
  await expect(await app.untilAnswered()).toContainText('9');
});

const flood = 'the backend floods stderr with 100 MB';
test(flood, { tag, annotation: row(CHAPTER, flood) }, async ({ folder, launch, tally }) => {
  const line = 'a line of the kind that a library prints again and again, as long as a line of prose usually is';
  const app = await launch({ env: instead(folder, `yes '${line}' | head -c 100000000 >&2`, AS_REAL) });
  await expect(app.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'ready', { timeout: 60_000 });
  tally.worst('memory of the shell at its peak', peakMegabytes(app.pid), 'MB', 400);
  tally.worst('logs of the shell', logMegabytes(path.join(folder, 'profile', 'logs')), 'MB', 8);
  await app.ask('What is 3 * 3?');
  await expect(await app.untilAnswered()).toContainText('9');
});

function peakMegabytes(pid: number): number {
  const [, kilobytes] = /VmHWM:\s*(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

function logMegabytes(folder: string): number {
  return readdirSync(folder).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0) / 1_000_000;
}

async function secondsToType(app: RunningApp): Promise<number> {
  const start = performance.now();
  await app.composer.fill('The window works meanwhile.');
  await expect(app.composer).toHaveValue('The window works meanwhile.');
  await app.request('preferences:get');
  return (performance.now() - start) / 1_000;
}

async function unusedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
