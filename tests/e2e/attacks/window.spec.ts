/** What a page can do to its window without asking the shell: leave it, open others, and get at its tools. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { CDPSession } from '@playwright/test';
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

test(
  'no window, frame, worker or view comes of what a page tries',
  { tag: '@attack', annotation: row(CHAPTER, 'new windows, frames, workers, views and navigation') },
  async ({ app, tally }) => {
    const addresses = [
      'https://evil.example/',
      'file:///etc/passwd',
      'about:blank',
      'data:text/html,a',
      'javascript:1',
      'blob:app://bundle/x',
      'devtools://devtools/bundled/inspector.html',
      'chrome://gpu',
      'view-source:app://bundle/index.html',
      'app://elsewhere/',
    ];
    await app.electron.evaluate(({ shell }) => {
      shell.openExternal = () => Promise.reject(new Error('nothing is to be opened'));
    });
    for (const address of addresses) {
      const opened = await app.window.evaluate((url) => {
        const windows = ['_blank', 'other', ''].map((name) => window.open(url, name, 'nodeIntegration=yes') !== null);
        for (const tag of ['iframe', 'webview', 'object', 'embed', 'portal', 'fencedframe']) {
          const element = document.createElement(tag);
          for (const attribute of ['src', 'data']) element.setAttribute(attribute, url);
          document.body.append(element);
          element.remove();
        }
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
      expect(opened, address).toBe(false);
      expect(await standing(app), address).toEqual(UNCHANGED);
      tally.add(12, 'ways');
    }
    await expect(app.composer).toBeVisible();
  },
);
