/** What a page can do to its window without asking the shell: leave it, open others, and get at its tools. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CDPSession } from '@playwright/test';
import { framesOf, NOTHING_THERE } from '../support/frames';
import { expect, row, test, type RunningApp } from '../support/trials';

const CHAPTER = "The shell's requests";

async function standing(app: RunningApp): Promise<{ address: string; contents: number; devTools: boolean }> {
  return app.electron.evaluate(({ BrowserWindow, webContents }) => {
    const page = BrowserWindow.getAllWindows()[0]?.webContents;
    return {
      address: page?.getURL() ?? '',
      contents: webContents.getAllWebContents().length,
      devTools: page?.isDevToolsOpened() ?? false,
    };
  });
}

const UNCHANGED = {
  address: expect.stringMatching(/^app:\/\/bundle\/index\.html/) as unknown,
  contents: 1,
  devTools: false,
};

interface Drag {
  items: { mimeType: string; data: string }[];
  files?: string[];
}

/** Drops as a hand does, through the browser's own input. */
async function dropOnto(app: RunningApp, cdp: CDPSession, dropped: Drag): Promise<void> {
  const box = await app.window.locator('body').boundingBox();
  const target = { x: (box?.width ?? 400) / 2, y: (box?.height ?? 400) / 2 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await cdp.send('Input.dispatchDragEvent', { type, ...target, data: { ...dropped, dragOperationsMask: 1 } });
  }
  // What a drop sets going has begun by the time that the page has answered.
  await app.window.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
}

/** What the page is told of drags by the browser; with `accept`, it takes what is dropped. */
async function watchDrags(app: RunningApp, accept: boolean): Promise<() => Promise<string[]>> {
  await app.window.evaluate((takes) => {
    const page = globalThis as unknown as { drags: string[] };
    page.drags = [];
    for (const type of ['dragover', 'drop'] as const) {
      window.addEventListener(type, (event) => {
        if (!event.isTrusted) return;
        if (takes) event.preventDefault();
        page.drags.push(`${type} ${[...(event.dataTransfer?.types ?? [])].join()}`);
      });
    }
  }, accept);
  return () => app.window.evaluate(() => (globalThis as unknown as { drags: string[] }).drags.splice(0));
}

test(
  'files and links that are dropped onto the window are neither opened nor gone to',
  { tag: '@attack', annotation: row(CHAPTER, 'files, links and markup dropped onto the window') },
  async ({ app, tally }) => {
    const file = path.join(app.folder, 'dropped.html');
    writeFileSync(file, '<title>dropped</title><script>document.title = "ran"</script>');
    const address = pathToFileURL(file).href;
    const cdp = await app.window.context().newCDPSession(app.window);
    const drags = await watchDrags(app, false);
    const items: Drag['items'] = [
      { mimeType: 'text/uri-list', data: address },
      { mimeType: 'text/uri-list', data: 'https://evil.example/' },
      { mimeType: 'text/uri-list', data: 'javascript:document.title="ran"' },
      { mimeType: 'text/html', data: '<img src=x onerror="document.title=\'ran\'">' },
      { mimeType: 'text/plain', data: address },
    ];
    const drops: Drag[] = [...items.map((item) => ({ items: [item] })), { items: [], files: [file] }];
    for (const dropped of drops) {
      await dropOnto(app, cdp, dropped);
      expect(await standing(app)).toEqual(UNCHANGED);
      expect(await app.window.title()).not.toMatch(/dropped|ran/);
      expect(await drags()).toContain(`dragover ${dropped.items[0]?.mimeType ?? 'Files'}`);
      tally.add(1, 'drops');
    }
    // A page that takes what is dropped gets it: they did arrive, and were left lying.
    const taken = await watchDrags(app, true);
    for (const dropped of drops) {
      await dropOnto(app, cdp, dropped);
      expect(await taken()).toContain(`drop ${dropped.items[0]?.mimeType ?? 'Files'}`);
      expect(await standing(app)).toEqual(UNCHANGED);
    }
    await expect(app.composer).toBeVisible();
  },
);

test(
  'the tools of a developer open by no menu, key or request in the packed app',
  { tag: ['@attack', '@packaged'], annotation: row(CHAPTER, "the developer's tools in a packed app") },
  async ({ app, tally }) => {
    const roles = await app.electron.evaluate(({ Menu }) => {
      const all = (items: Electron.MenuItem[]): string[] =>
        items.flatMap((item) => [item.role ?? '', ...all(item.submenu?.items ?? [])]);
      return all(Menu.getApplicationMenu()?.items ?? []).map((role) => role.toLowerCase());
    });
    expect(roles.filter((role) => /devtools|reload/.test(role))).toEqual([]);
    for (const keys of ['F12', 'Control+Shift+I', 'Control+Shift+J', 'Control+Shift+C', 'Control+U', 'Meta+Alt+I']) {
      await app.window.keyboard.press(keys);
      expect((await standing(app)).devTools).toBe(false);
      tally.add(1, 'ways');
    }
    await app.electron.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      contents?.openDevTools();
      contents?.inspectElement(1, 1);
    });
    expect((await standing(app)).devTools).toBe(false);
    tally.add(2, 'ways');
  },
);

/** What a frame, an object and an embedded one answer, each refused by the policy; in the order of the letters. */
const REFUSED = ['frame-src', 'iframe load', 'object-src', 'object-src'];
/** Chromium lets no page go there, and says nothing of the frame. */
const NOT_FOR_PAGES = ['object-src', 'object-src'];

const ADDRESSES: readonly (readonly [address: string, answers: readonly string[]])[] = [
  ['https://evil.example/', REFUSED],
  ['file:///etc/passwd', NOT_FOR_PAGES],
  ['about:blank', ['embed load', 'iframe load', 'object load']],
  ['data:text/html,a', REFUSED],
  ['javascript:1', ['script-src-elem']],
  ['blob:app://bundle/x', REFUSED],
  ['devtools://devtools/bundled/inspector.html', NOT_FOR_PAGES],
  ['chrome://gpu', NOT_FOR_PAGES],
  ['view-source:app://bundle/index.html', NOT_FOR_PAGES],
  ['app://elsewhere/', REFUSED],
  ['app://bundle/index.html', REFUSED],
];

/** Shows an address in everything that may hold another page; the elements stay. */
async function frameInAllWays(app: RunningApp, address: string): Promise<void> {
  await app.window.evaluate((url) => {
    const page = globalThis as unknown as { answers?: string[] };
    const answers: string[] = [];
    if (page.answers === undefined) {
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
        page.answers?.push(effectiveDirective);
      });
    }
    page.answers = answers;
    for (const tag of ['iframe', 'webview', 'object', 'embed', 'portal', 'fencedframe']) {
      const element = document.createElement(tag);
      element.dataset['tried'] = tag;
      element.addEventListener('load', () => answers.push(`${tag} load`));
      for (const attribute of ['src', 'data']) element.setAttribute(attribute, url);
      document.body.append(element);
    }
  }, address);
}

/** Opens an address in all ways that need no element; whether a window came of it. */
function openInAllWays(app: RunningApp, address: string): Promise<boolean> {
  return app.window.evaluate((url) => {
    const windows = ['_blank', 'other', ''].map((name) => window.open(url, name, 'nodeIntegration=yes') !== null);
    const link = Object.assign(document.createElement('a'), { href: url, target: '_blank', download: 'x' });
    link.click();
    link.removeAttribute('download');
    link.click();
    try {
      new Worker(url);
    } catch {
      // Refused at once; by the policy it is refused later.
    }
    return windows.some(Boolean);
  }, address);
}

/** Waits until the frame and the objects have loaded something, which may be an error, or the policy has refused them. */
async function untilFramesAnswered(app: RunningApp, expected: readonly string[]): Promise<void> {
  const answers = () => app.window.evaluate(() => (globalThis as unknown as { answers: string[] }).answers);
  await expect.poll(async () => (await answers()).filter((one) => expected.includes(one)).sort()).toEqual(expected);
}

test(
  'no window, frame, worker or view comes of what a page tries',
  { tag: '@attack', annotation: row(CHAPTER, 'new windows, frames, workers, views and navigation') },
  async ({ app, tally }) => {
    await app.electron.evaluate(({ shell }) => {
      shell.openExternal = () => Promise.reject(new Error('nothing is to be opened'));
    });
    for (const [address, answers] of ADDRESSES) {
      await frameInAllWays(app, address);
      await untilFramesAnswered(app, answers);
      const strange = (await framesOf(app)).filter(({ shown, bridge }) => bridge || !NOTHING_THERE.test(shown));
      expect(strange, address).toEqual([]);
      expect(await openInAllWays(app, address), address).toBe(false);
      expect(await standing(app), address).toEqual(UNCHANGED);
      await app.window.evaluate(() => {
        for (const element of document.querySelectorAll('[data-tried]')) element.remove();
      });
      tally.add(12, 'ways');
    }
    await expect(app.composer).toBeVisible();
  },
);
