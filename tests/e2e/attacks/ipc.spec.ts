/** The requests that a page may make of the shell: what a hijacked page, a frame or another window would send. */
import { requestNames, requestArguments, type RequestName } from '../../../electron/shared/ipc';
import { framesOf } from '../support/frames';
import { requestsFromSecondWindow } from '../support/secondWindow';
import { expect, row, test, type Bridge, type RunningApp } from '../support/trials';

const CHAPTER = "The shell's requests";

/** What fits no request, and what reaches for the prototype of every object; 'huge' is made huge where it is sent. */
const STRANGE: readonly unknown[] = [
  null,
  undefined,
  true,
  -1,
  NaN,
  '',
  'huge',
  '../../etc/passwd',
  [],
  [[[]]],
  {},
  { length: 1, 0: 'x' },
  { toString: 'x', valueOf: 'y', then: 'z' },
  { constructor: { prototype: { polluted: true } } },
  new Map([['theme', 'dark']]),
  new Date(0),
  new Uint8Array(1000),
  /x/,
  12345678901234567890n,
];

/** More than any request takes. */
const HUGE_CHARS = 11_000_000;
const HUGE_TEXT = 'x'.repeat(HUGE_CHARS);

function made(value: unknown): unknown {
  return value === 'huge' ? HUGE_TEXT : value;
}

interface Call {
  name: string;
  args: unknown[];
}

/** Calls that the schema of no request fits: one table over all of the contract, so that a new request is in it. */
function misfits(): Call[] {
  const lists = [
    ...STRANGE.map((value) => [value]),
    ...STRANGE.map((value) => [value, null]),
    STRANGE.filter((value) => value !== 'huge'),
    Array<unknown>(1_000).fill('x'),
  ];
  return requestNames.flatMap((name: RequestName) =>
    [[], ...lists]
      .filter((args) => !requestArguments[name].safeParse(args.map(made)).success)
      .map((args) => ({ name, args })),
  );
}

/** How each of the calls ends: `answered`, or the code that it was refused with. */
function attempt(app: RunningApp, calls: Call[]): Promise<string[]> {
  return app.window.evaluate(
    async ({ list, hugeChars }) => {
      const { shell } = globalThis as unknown as Bridge;
      const ends: string[] = [];
      const huge = 'x'.repeat(hugeChars);
      for (const { name, args: small } of list) {
        const args = small.map((value) => (value === 'huge' ? huge : value));
        const end = await shell.request(name, ...args).then(
          () => 'answered',
          (error: unknown) => (error as { code?: string }).code ?? 'refused',
        );
        ends.push(end);
      }
      return ends;
    },
    { list: calls, hugeChars: HUGE_CHARS },
  );
}

/** What the main process does that a person would notice. */
async function watchDeeds(app: RunningApp): Promise<() => Promise<string[]>> {
  await app.electron.evaluate(({ dialog, shell, clipboard, app: electron }) => {
    const deeds: string[] = [];
    const note =
      <T>(what: string, result: T) =>
      (): T => {
        deeds.push(what);
        return result;
      };
    Object.assign(globalThis, { deeds });
    Object.assign(dialog, {
      showOpenDialog: note('open dialog', Promise.resolve({ canceled: true, filePaths: [] })),
      showSaveDialog: note('save dialog', Promise.resolve({ canceled: true })),
      showErrorBox: note('error box', undefined),
    });
    Object.assign(shell, {
      openExternal: note('browser', Promise.resolve()),
      openPath: note('folder', Promise.resolve('')),
    });
    Object.assign(clipboard, { writeText: note('clipboard', undefined) });
    electron.on('before-quit', note('quit', undefined));
  });
  return () => app.electron.evaluate(() => (globalThis as unknown as { deeds: string[] }).deeds);
}

async function isUnpolluted(app: RunningApp): Promise<boolean> {
  const inMain = await app.electron.evaluate(() => 'polluted' in {});
  const inPage = await app.window.evaluate(() => 'polluted' in {});
  return !inMain && !inPage;
}

test(
  'wrong, too many and huge arguments are refused, request by request',
  { tag: '@attack', annotation: row(CHAPTER, 'arguments of the wrong type, number or size, for every request') },
  async ({ app, tally }) => {
    // Some 450 MB cross the bridge.
    test.setTimeout(300_000);
    const deeds = await watchDeeds(app);
    const before = await app.request('preferences:get');
    const calls = misfits();
    for (const name of requestNames) expect(calls.filter((call) => call.name === name).length).toBeGreaterThan(20);
    const ends = await attempt(app, calls);
    const taken = calls.filter((_, index) => ends[index] !== 'invalid-arguments');
    expect(taken.map(({ name, args }) => `${name} ${JSON.stringify(args.map(String)).slice(0, 80)}`)).toEqual([]);
    tally.add(calls.length, 'calls');
    expect(await deeds()).toEqual([]);
    expect(await app.request('preferences:get')).toEqual(before);
    expect(await isUnpolluted(app)).toBe(true);
  },
);

test(
  'no argument reaches the prototype of every object',
  { tag: '@attack', annotation: row(CHAPTER, 'arguments that reach for the prototype of every object') },
  async ({ app, tally }) => {
    const deeds = await watchDeeds(app);
    // Made in the page: on the way there a test's own tool would lose such a key.
    const texts = [
      '{"__proto__": {"polluted": true}}',
      '{"__proto__": {"__proto__": {"polluted": true}}, "theme": "dark"}',
      '{"constructor": {"prototype": {"polluted": true}}}',
      '[{"__proto__": {"polluted": true}}]',
      '{"suggestedName": "a", "text": "b", "__proto__": {"polluted": true, "extra": 1}, "more": 1}',
    ];
    const kept = await app.window.evaluate(
      async ({ names, texts }) => {
        const { shell } = globalThis as unknown as Bridge;
        for (const name of names)
          for (const text of texts) await shell.request(name, JSON.parse(text)).catch(() => null);
        return shell.request('preferences:get');
      },
      { names: requestNames, texts },
    );
    tally.add(requestNames.length * texts.length, 'calls');
    expect(Object.keys(kept as object).sort()).toEqual(['language', 'theme']);
    expect(await deeds()).toEqual([]);
    expect(await isUnpolluted(app)).toBe(true);
  },
);

test(
  'names that are no request are none',
  { tag: '@attack', annotation: row(CHAPTER, 'names of no request: of Electron, of Node, of every object') },
  async ({ app, tally }) => {
    const deeds = await watchDeeds(app);
    const names: unknown[] = [
      '',
      '__proto__',
      'constructor',
      'hasOwnProperty',
      'toString',
      'ELECTRON_BROWSER_REQUIRE',
      'GUEST_WINDOW_MANAGER_WINDOW_OPEN',
      'shell:event',
      'backend:status ',
      'BACKEND:STATUS',
      'devtools:open',
      'app:devtools',
      null,
      undefined,
      0,
      ['backend:status'],
      { toString: 'backend:status' },
    ];
    const ends = await attempt(
      app,
      names.map((name) => ({ name: name as string, args: [] })),
    );
    expect(ends.filter((end) => end === 'answered')).toEqual([]);
    tally.add(names.length, 'calls');
    expect(await deeds()).toEqual([]);
    expect(await isUnpolluted(app)).toBe(true);
  },
);

test(
  'another window with our preload is answered nothing',
  { tag: '@attack', annotation: row(CHAPTER, 'every request from a second window and from a frame') },
  async ({ app, tally }) => {
    const deeds = await watchDeeds(app);
    // A page of ours in a window that is not, and a page that is not ours.
    for (const address of ['app://bundle/index.html', 'about:blank']) {
      const ends = await requestsFromSecondWindow(app, address, requestNames);
      expect(ends, address).toEqual(requestNames.map(() => 'forbidden'));
      tally.add(ends.length, 'calls');
    }

    const sources = ['app://bundle/index.html', 'about:blank', '', 'data:text/html,a'];
    await app.window.evaluate(async (addresses) => {
      for (const source of addresses) {
        const frame = document.createElement('iframe');
        frame.src = source;
        const loaded = new Promise((resolve) => {
          frame.addEventListener('load', resolve);
        });
        document.body.append(frame);
        await loaded;
      }
    }, sources);
    const frames = await framesOf(app);
    expect(frames.map(({ bridge }) => bridge)).toEqual(sources.map(() => false));
    tally.add(frames.length, 'calls');
    expect(await deeds()).toEqual([]);
  },
);
