/** What is around the app is not as it should be: it starts, and answers, all the same. */
import { expect, row, test } from '../support/trials';

/** The discard port: nobody listens. */
const NOWHERE = 'http://127.0.0.1:9';
const PROXIES = Object.fromEntries(
  ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [
    [name, NOWHERE],
    [name.toUpperCase(), NOWHERE],
  ]),
);

const bare = 'proxies that point nowhere, the locale C, and no home folder';
test(bare, { tag: '@fault', annotation: row('The surroundings', bare) }, async ({ launch, tally }) => {
  const env = { ...PROXIES, NO_PROXY: undefined, no_proxy: undefined, LC_ALL: 'C', HOME: undefined };
  for (const number of tally.tries({ quick: 1, full: 5 })) {
    const app = await launch({ env });
    await app.untilReady();
    await app.button('New conversation').click();
    await app.ask(`What is ${number} + 9?`);
    await expect(await app.untilAnswered()).toContainText(`${number + 9}`);
    await app.quit();
  }
});
