/** Lost sockets and sleeping machines: no token is lost or doubled. */
import { expect, row, test } from './support/trials';
import type { RunningApp } from './support/trials';

/** Closes every connection that the page has, as a network stack does when a machine goes to sleep. */
async function cutConnections(app: RunningApp): Promise<void> {
  await app.electron.evaluate(({ session }) => session.defaultSession.closeAllConnections());
}

async function wholeAnswer(app: RunningApp, question: string): Promise<string> {
  await app.button('New conversation').click();
  await app.ask(question);
  const answer = await app.untilAnswered();
  return answer
    .locator('[data-part="text"]')
    .allInnerTexts()
    .then((texts) => texts.join('\n'));
}

const lost = 'the window loses its socket three times in one answer: no token is lost or doubled';
test(lost, { tag: '@fault', annotation: row('The socket', lost) }, async ({ app }) => {
  const expected = await wholeAnswer(app, 'What can you do?');
  await app.button('New conversation').click();
  await app.ask('What can you do?');
  const text = app.answers.last().locator('[data-part="text"]').first();
  for (const length of [50, 200, 350]) {
    await expect.poll(async () => (await text.innerText()).length).toBeGreaterThan(length);
    await cutConnections(app);
  }
  const answer = await app.untilAnswered();
  const received = (await answer.locator('[data-part="text"]').allInnerTexts()).join('\n');
  expect(received).toBe(expected);
});

const asleep = 'the machine sleeps and wakes in mid-stream: the window reconnects by itself';
test(asleep, { tag: '@fault', annotation: row('The socket', asleep) }, async ({ app }) => {
  await app.ask('What can you do?');
  const text = app.answers.last().locator('[data-part="text"]').first();
  await expect(text).not.toBeEmpty();
  await app.electron.evaluate(({ powerMonitor }) => {
    powerMonitor.emit('suspend');
  });
  await cutConnections(app);
  await app.electron.evaluate(({ powerMonitor }) => {
    powerMonitor.emit('resume');
  });
  await app.untilAnswered();
  await expect(app.answers.last()).toContainText(/no language model/i);
  await expect(app.window.getByTestId('backend-state')).toHaveAttribute('data-state', 'ready');
});
