/** The keychain of the desktop: a window that shows no secrets waits for none. */
import { processesOfApp } from '../support/census';
import { HungKeychain } from '../support/keychain';
import { OwnTime } from '../support/ownTime';
import { expect, row, test } from '../support/trials';

/** It is measured: nothing else may run meanwhile. */
const tag = ['@fault', '@alone'];
const MOST_SECONDS = 15;

const silent = 'the keychain of the desktop does not answer';
test(silent, { tag, annotation: row('The surroundings', silent) }, async ({ folder, launch, tally }) => {
  test.skip(process.platform !== 'linux', 'needs Linux: elsewhere no program of ours can stop the keychain');
  const keychain = await HungKeychain.start(folder);
  try {
    for (const number of tally.tries({ quick: 1, full: 5 })) {
      const time = new OwnTime([]);
      const app = await launch({ env: keychain.env });
      await app.untilReady();
      time.look(processesOfApp(app.pid, folder));
      tally.worst('until the app was ready', time.seconds, 's', MOST_SECONDS);
      await app.button('New conversation').click();
      await app.ask(`What is ${number} + 9?`);
      await expect(await app.untilAnswered()).toContainText(`${number + 9}`);
      await app.quit();
    }
  } finally {
    keychain.end();
  }
});
