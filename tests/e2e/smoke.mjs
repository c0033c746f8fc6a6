/**
 * The smoke run: starts the real app, asks one question that needs a tool, prints the answer as it comes, saves a
 * screenshot. Exits 0 when the answer is right and the tool was really used.
 *
 *     node tests/e2e/smoke.mjs --screenshot dist/smoke.png
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { _electron } from 'playwright-core';

const QUESTION = 'What is 12 * (3 + 4)?';
const EXPECTED = '84';
const PATIENCE_MS = 60_000;

const root = path.resolve(import.meta.dirname, '../..');
const { values } = parseArgs({ options: { screenshot: { type: 'string', default: 'dist/smoke.png' } } });

/** Prints what the backend streams, as the page receives it. */
function printAsItComes(page) {
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      const message = JSON.parse(String(payload));
      if (message.type === 'run.started') process.stdout.write('assistant >');
      if (message.type === 'tool.request')
        process.stdout.write(` [${message.name} ${JSON.stringify(message.arguments)}`);
      if (message.type === 'tool.result') process.stdout.write(` -> ${message.content}]\n            `);
      if (message.type === 'token') process.stdout.write(message.text);
      if (message.type === 'run.finished') process.stdout.write('\n');
      if (message.type === 'run.failed') process.stdout.write(`${message.problem.title} ${message.problem.detail}\n`);
    });
  });
}

async function ask(page) {
  printAsItComes(page);
  // A socket is heard from its beginning only: the page opens a new one.
  await page.reload();
  await page.locator('[data-testid="backend-state"][data-state="ready"]').waitFor({ timeout: PATIENCE_MS });
  console.log(`you       > ${QUESTION}`);
  await page.getByRole('textbox', { name: 'Message' }).fill(QUESTION);
  await page.getByRole('textbox', { name: 'Message' }).press('Enter');
  const answer = page.locator('[data-role="assistant"][aria-busy="false"]').last();
  await answer.waitFor({ timeout: PATIENCE_MS });
  return answer;
}

async function main() {
  const profile = mkdtempSync(path.join(tmpdir(), 'smoke-'));
  const electron = await _electron.launch({
    args: [root, `--user-data-dir=${profile}`, '--lang=en-US'],
    cwd: root,
    timeout: PATIENCE_MS,
    // Playwright switches it off unless told not to.
    chromiumSandbox: true,
  });
  try {
    const page = await electron.firstWindow({ timeout: PATIENCE_MS });
    const answer = await ask(page);
    const text = await answer.innerText();
    const usedTool = (await answer.locator('[data-part="tool"][data-tool="calculator"]').count()) > 0;
    const screenshot = path.resolve(root, values.screenshot);
    mkdirSync(path.dirname(screenshot), { recursive: true });
    await page.screenshot({ path: screenshot });
    console.log(`screenshot: ${path.relative(root, screenshot)}`);
    if (!usedTool) throw new Error(`The agent did not use its calculator. It said: ${text}`);
    if (!text.includes(EXPECTED)) throw new Error(`The answer does not hold ${EXPECTED}. It said: ${text}`);
  } finally {
    await electron.close();
    rmSync(profile, { recursive: true, force: true });
  }
}

try {
  await main();
  console.log('smoke: all is well');
} catch (error) {
  console.error(`smoke: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
