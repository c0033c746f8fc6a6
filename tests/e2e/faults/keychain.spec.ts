/** The keychain of the desktop: a window that shows no secrets waits for none. */
import { HungKeychain } from '../support/keychain';
import { expect, row, test } from '../support/trials';

const MOST_SECONDS = 15;

const silent = 'the keychain of the desktop does not answer';
test(silent, { tag: '@fault', annotation: row('The surroundings', silent) }, async ({ folder, launch, tally }) => {
  test.skip(process.platform !== 'linux', 'needs Linux: elsewhere no program of ours can stop the keychain');
  const keychain = await HungKeychain.start(folder);
  try {
    for (const number of tally.tries({ quick: 1, full: 5 })) {
      const start = performance.now();
      const app = await launch({ env: keychain.env });
      await app.untilReady();
      tally.worst('until the app was ready', (performance.now() - start) / 1_000, 's', MOST_SECONDS);
      await app.button('New conversation').click();
      await app.ask(`What is ${number} + 9?`);
      await expect(await app.untilAnswered()).toContainText(`${number + 9}`);
      await app.quit();
    }
  } finally {
    keychain.end();
  }
});
