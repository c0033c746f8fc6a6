/** What a model writes, and what a document holds that it quotes, is shown as text and does nothing else. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { chooseWorkspace } from '../support/dialogs';
import { HostileModel, Stranger, type ModelAnswer } from '../support/hostileModel';
import { payloads } from '../support/payloads';
import { beRefusedFolder, ESCAPES, STEERING } from '../support/steering';
import { expect, newWorkspace, row, test, type RunningApp } from '../support/trials';
import { CANARY, Witness } from '../support/witness';
import { FreezeWatch } from '../support/freezes';
import { HEAVY_TEXTS } from '../support/heavyTexts';

const CHAPTER = 'Hostile output';

const LONGEST_FREEZE_MS = 200;
const MOST_ATTEMPTS = 3;
/** A wait that judges nothing: only freezes count. */
const ARRIVAL_MS = 180_000;

interface Fixtures {
  model: HostileModel;
  stranger: Stranger;
  witness: Witness;
}

const hostile = test.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern.
  stranger: async ({}, use) => {
    const stranger = await Stranger.start();
    await use(stranger);
    expect(stranger.visits).toBe(0);
    stranger.stop();
  },
  model: async ({ app }, use) => {
    const model = await HostileModel.start();
    await model.serve(app);
    await use(model);
    model.stop();
  },
  witness: async ({ app }, use) => {
    await use(await Witness.of(app));
  },
});

let asked = 0;

/** Asks in a conversation of its own, where no other answer is taken for this one. */
async function askFor(app: RunningApp, model: HostileModel, answer: ModelAnswer): Promise<void> {
  const question = `Question ${++asked}`;
  model.on(question, answer);
  await app.button('New conversation').click();
  await app.ask(question);
  await expect(app.answers).toHaveCount(1);
}

hostile(
  'Markdown that tries to run, to fetch, or to look like the app',
  { tag: '@attack', annotation: row(CHAPTER, 'markup, links, images and styles in an answer') },
  async ({ app, model, stranger, witness, tally }) => {
    // More than a hundred answers, each looked through.
    test.setTimeout(600_000);
    const all = payloads(stranger.host);
    for (let round = 0; round < tally.wanted({ quick: 1, full: 3 }); round += 1) {
      // Some in one answer, where each may break what the one before it left open, and each in one of its own.
      const texts =
        round === 0 ? [all.map(([what, text]) => `${what}\n\n${text}`).join('\n\n')] : all.map(([, text]) => text);
      for (const text of texts) {
        await askFor(app, model, { text, thought: text });
        const answer = await app.untilAnswered();
        await answer.getByRole('button', { name: 'Thoughts' }).click();
        for (const link of await answer.getByRole('link').all()) await link.click();
        await witness.nothingHappened(text);
      }
      tally.add(all.length, 'payloads');
    }
  },
);

hostile(
  'pictures in an answer are fetched from nowhere but the internet, and only when the user asks for one',
  { tag: '@attack', annotation: row(CHAPTER, 'pictures in an answer, before and after the user asks for them') },
  async ({ app, model, stranger, witness, tally }) => {
    const [, port = ''] = stranger.host.split(':');
    const hosts = ['127.0.0.1', 'localhost', 'pictures.localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0'];
    const ask = hosts.map((host) => `https://${host}:${port}/asked.png?secret`);
    const never = [
      ...hosts.map((host) => `http://${host}:${port}/never.png`),
      `//${stranger.host}/never.png`,
      `https://user@${stranger.host}/never.png`,
      `ftp://${stranger.host}/never.png`,
      'file:///etc/passwd',
      'data:image/svg+xml,%3Csvg%20onload=ran(1)%3E',
      'app://bundle/index.html',
    ];
    const text = [...ask, ...never].map((address) => `![a picture](<${address}>)`).join('\n\n');
    await askFor(app, model, { text });
    const answer = await app.untilAnswered();
    const buttons = answer.getByRole('button', { name: 'Show image from' });
    await expect(answer.getByText('Image not loaded: a picture')).toHaveCount(ask.length + never.length);
    await expect(buttons).toHaveCount(ask.length);
    await witness.nothingHappened('pictures that nobody asked for');
    expect(stranger.visits).toBe(0);
    tally.add(ask.length + never.length, 'addresses');

    for (const button of await answer.locator('.md-image-show').all()) await button.click();
    await expect(answer.getByText('This address belongs to your computer or its network.')).toHaveCount(ask.length);
    // What a page that was taken over would ask for by itself.
    for (const address of [...ask, ...never, `https://${stranger.host}/${'a'.repeat(1_900)}`]) {
      expect(await app.request('image:load', address), address).toHaveProperty('refused');
      tally.add(1, 'addresses');
    }
    await witness.nothingHappened('pictures that were asked for');
    expect(stranger.visits).toBe(0);
  },
);

hostile(
  'what the model calls, reads and reports',
  {
    tag: '@attack',
    annotation: row(CHAPTER, 'names and arguments of tools, documents, titles and errors of the model server'),
  },
  async ({ app, model, stranger, witness, tally }) => {
    const markup = payloads(stranger.host).map(([, text]) => text);
    const workspace = newWorkspace(app.folder);
    writeFileSync(path.join(workspace, 'notes.md'), markup.join('\n'));
    await chooseWorkspace(app, workspace);
    for (const [name, shown] of [
      [`<img src=x onerror=${CANARY}(1)>`, `<img src=x onerror=${CANARY}(1)>`],
      ['read\u202eelif_\u202c', 'read‹U+202E›elif_‹U+202C›'],
      ['read_file\u200b', 'read_file‹U+200B›'],
      ['\u001b[31mread_file', '‹U+001B›[31mread_file'],
      ['a'.repeat(100_000), `${'a'.repeat(200)}…`],
    ] as const) {
      await askFor(app, model, { calls: [{ name, arguments: JSON.stringify({ path: name, [name]: name }) }] });
      await expect((await app.untilAnswered()).locator('.tool-name')).toHaveText(shown);
      await witness.nothingHappened(name);
      tally.add(1, 'payloads');
    }
    await askFor(app, model, { calls: [{ name: 'read_file', arguments: '{"path": "notes.md"}' }] });
    const answer = await app.untilAnswered();
    await answer.locator('[data-tool="read_file"]').getByRole('button').first().click();
    await answer.getByRole('button', { name: 'Show all' }).click();
    await witness.nothingHappened('a document');
    for (const text of [markup.join('\n'), '\u202e\u001b]0;title\u0007'.repeat(10)]) {
      await askFor(app, model, { error: JSON.stringify({ error: { message: text, type: text, code: text } }) });
      await app.untilAnswered();
      await app.button('New conversation').click();
      await app.ask(text);
      await app.untilAnswered();
      await witness.nothingHappened(text);
      tally.add(3, 'payloads');
    }
  },
);

hostile(
  'the approval shows what it is about, whatever letters the model chose',
  {
    tag: '@attack',
    annotation: row(CHAPTER, 'letters that hide or turn others: in tools, links, titles and file names'),
  },
  async ({ app, model, witness }) => {
    await chooseWorkspace(app, newWorkspace(app.folder));
    const turned = 'invoice\u202egpj.exe';
    await askFor(app, model, {
      text: 'See [https://armature.example\u202e](https://evil.example/login) and [armature.example/help](https://armature.example/other).',
      calls: [
        { name: 'read_file', arguments: JSON.stringify({ path: turned }) },
        { name: 'write_file', arguments: JSON.stringify({ path: 'notes.txt', content: `${turned}\u200b\u001b[2J` }) },
      ],
    });
    const prompt = app.window.locator('[data-part="approval"]');
    await expect(prompt).toContainText('invoice‹U+202E›gpj.exe‹U+200B›‹U+001B›[2J');
    const answer = app.answers.last();
    await expect(answer.locator('[data-tool="read_file"] .tool-summary')).toHaveText('invoice‹U+202E›gpj.exe');
    // Each address stands by itself, left to right, and is the one that the link leads to.
    await expect(answer.locator('bdi.md-address')).toHaveText([
      'https://evil.example/login',
      'https://armature.example/other',
    ]);
    await app.button('Deny').click();
    await app.untilAnswered();

    await app.button('New conversation').click();
    await app.ask(`${turned}\u2066 and more`);
    await app.untilAnswered();
    await expect(app.window.getByRole('navigation')).toContainText('invoice‹U+202E›gpj.exe‹U+2066›');
    const exported = await exportedName(app);
    expect(exported).toBe('invoice U 202E gpj.exe U 2066 and more.md');
    await witness.nothingHappened('turned letters');
  },
);

/** The name that is suggested for the conversation on top of the list when it is exported. */
async function exportedName(app: RunningApp): Promise<string> {
  await app.electron.evaluate(({ dialog }) => {
    dialog.showSaveDialog = (...args: unknown[]) => {
      Object.assign(globalThis, { suggested: (args.at(-1) as { defaultPath: string }).defaultPath });
      return Promise.resolve({ canceled: true, filePath: '' });
    };
  });
  await app.window
    .getByRole('navigation')
    .getByRole('button', { name: /actions/i })
    .first()
    .click();
  await app.window.getByRole('menuitem', { name: /markdown/i }).click();
  const suggested = () =>
    app.electron.evaluate(() => (globalThis as unknown as { suggested?: string }).suggested ?? '');
  await expect.poll(suggested).not.toBe('');
  return path.basename(await suggested());
}

hostile(
  'ten megabytes of nested Markdown freeze nothing',
  { tag: ['@attack', '@alone'], annotation: row(CHAPTER, '10 MB of nested or endless Markdown in one answer') },
  async ({ app, model, tally }) => {
    test.setTimeout(1_800_000);
    for (const [what, text] of HEAVY_TEXTS.slice(0, tally.wanted({ quick: 2, full: HEAVY_TEXTS.length }))) {
      const frozen = await repeatedFreezeBy(app, model, text());
      tally.add(1, 'texts');
      expect.soft(frozen, what).toBeLessThanOrEqual(LONGEST_FREEZE_MS);
      tally.worst('longest freeze', Math.round(frozen), 'ms');
    }
  },
);

/**
 * Milliseconds of the longest freeze by a text. What the machine did to the window in the meantime does not come again,
 * and what the text does to it comes each time: one that froze it too long is tried again, and the least counts.
 */
async function repeatedFreezeBy(app: RunningApp, model: HostileModel, text: string): Promise<number> {
  let least = Infinity;
  for (let attempt = 0; attempt < MOST_ATTEMPTS && least > LONGEST_FREEZE_MS; attempt += 1) {
    least = Math.min(least, await freezeBy(app, model, text));
  }
  return least;
}

/** Milliseconds of the longest freeze while the text comes as an answer, is read on, left, and come back to. */
async function freezeBy(app: RunningApp, model: HostileModel, text: string): Promise<number> {
  // By the page's own names, and waiting without `expect`: searching by role, and each time that an expectation is not
  // met yet, Playwright calculates the accessible names of thousands of elements, in the page that is watched.
  const newConversation = app.window.locator('.sidebar-tools button').first();
  const more = app.window.locator('[data-role="assistant"][aria-busy="false"] .md-more');
  const question = `Question ${++asked}`;
  model.on(question, { text });
  const watch = await FreezeWatch.start(app);
  await newConversation.click();
  await app.window.locator('.composer textarea').first().fill(question);
  await app.window.locator('.composer textarea').first().press('Enter');
  await more.waitFor({ timeout: ARRIVAL_MS });
  await more.locator('button').click();
  await more.waitFor({ timeout: ARRIVAL_MS });
  // The user goes on: to another conversation and back, when all of it comes onto the page again.
  await newConversation.click();
  await app.window.locator('.conversation-open').first().click();
  await more.waitFor({ timeout: ARRIVAL_MS });
  return watch.stop();
}

hostile(
  'no log and no terminal is handed what steers it',
  { tag: '@attack', annotation: row(CHAPTER, 'terminal escapes in logs') },
  async ({ app, model, tally }) => {
    const printed: string[] = [];
    for (const stream of [app.electron.process().stdout, app.electron.process().stderr]) {
      stream?.on('data', (piece: Buffer) => printed.push(piece.toString('utf8')));
    }
    const { logDir } = await app.request('app:about');
    for (const [number, escape] of ESCAPES.entries()) {
      const text = `steered ${number} ${escape} text`;
      await askFor(app, model, { error: JSON.stringify({ error: { message: text, type: text } }) });
      await app.untilAnswered();
      await askFor(app, model, { calls: [{ name: text, arguments: `{"${escape}"` }] });
      await app.untilAnswered();
      await beRefusedFolder(app, text);
      // It is there, and is one line.
      const shellLog = () => readFileSync(path.join(logDir, 'shell.log'), 'utf8');
      await expect.poll(shellLog).toMatch(new RegExp(`reason="steered ${number} .* text"$`, 'm'));
      tally.add(3, 'payloads');
    }
    const logs = readdirSync(logDir).map((name) => readFileSync(path.join(logDir, name), 'utf8'));
    for (const text of [...logs, ...printed]) expect(text).not.toMatch(STEERING);
  },
);
