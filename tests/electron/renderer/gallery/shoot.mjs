/**
 * Takes pictures of every scene of the gallery, for people to look at:
 *
 *     npx vite build --config tests/electron/renderer/gallery/vite.config.ts
 *     node tests/electron/renderer/gallery/shoot.mjs --browser /usr/bin/chromium --out out/looks [--scenes empty,long]
 *     node tests/electron/renderer/gallery/shoot.mjs --electron .nox/electron/linux-x64/electron --out out/looks-108
 */
import { createReadStream } from 'node:fs';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { _electron, chromium } from 'playwright-core';

const root = path.resolve(import.meta.dirname, '../../../..');
const built = path.join(root, 'node_modules/.cache/gallery');
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css' };

const { values } = parseArgs({
  options: {
    browser: { type: 'string' },
    electron: { type: 'string' },
    out: { type: 'string', default: 'out/looks' },
    scenes: { type: 'string' },
    widths: { type: 'string', default: '480,1280,1920' },
    themes: { type: 'string', default: 'light,dark' },
    language: { type: 'string', default: 'en' },
  },
});

const HEIGHTS = { 480: 760, 1280: 800, 1920: 1080 };

function allScenes() {
  const source = readFileSync(path.join(import.meta.dirname, 'scenes.ts'), 'utf8');
  const body = source.slice(source.indexOf('export const scenes'));
  return [...body.matchAll(/^ {2}'?([a-z-]+)'?: \{/gm)].map((match) => match[1]);
}

function serve() {
  const server = createServer((request, response) => {
    const name = new URL(request.url, 'http://localhost').pathname;
    const file = path.join(built, name === '/' ? 'index.html' : name);
    response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
    createReadStream(file)
      .on('error', () => response.writeHead(404).end())
      .pipe(response);
  });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
}

/** A page of the browser, or the window of an Electron that shows nothing but the gallery. */
async function openPage() {
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  if (values.electron === undefined) {
    const browser = await chromium.launch({ executablePath: values.browser, args });
    const page = await browser.newPage();
    return { page, close: () => browser.close(), resize: (width, height) => page.setViewportSize({ width, height }) };
  }
  const folder = mkdtempSync(path.join(tmpdir(), 'gallery-'));
  writeFileSync(
    path.join(folder, 'main.cjs'),
    "const { app, BrowserWindow } = require('electron');" +
      "app.whenReady().then(() => new BrowserWindow({ useContentSize: true, width: 1280, height: 800 }).loadURL('about:blank'));",
  );
  const electron = await _electron.launch({
    executablePath: values.electron,
    args: [...args, path.join(folder, 'main.cjs'), `--user-data-dir=${path.join(folder, 'profile')}`],
  });
  const page = await electron.firstWindow();
  return {
    page,
    close: async () => {
      await electron.close();
      rmSync(folder, { recursive: true, force: true });
    },
    resize: (width, height) =>
      electron.evaluate(
        ({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0].setContentSize(...size),
        [width, height],
      ),
  };
}

const server = await serve();
const { page, close, resize } = await openPage();
const out = path.resolve(root, values.out);
mkdirSync(out, { recursive: true });
page.on('pageerror', (error) => console.error(`page: ${error.message}`));
page.on('console', (entry) => {
  if (entry.type() === 'error' || entry.type() === 'warning') console.error(`console: ${entry.text()}`);
});
for (const scene of values.scenes?.split(',') ?? allScenes()) {
  for (const width of values.widths.split(',').map(Number)) {
    for (const theme of values.themes.split(',')) {
      await resize(width, HEIGHTS[width] ?? 800);
      const query = new URLSearchParams({ scene, theme, language: values.language });
      await page.goto(`http://127.0.0.1:${server.address().port}/?${query}`);
      await page.waitForSelector('[data-scene="there"]');
      await page.waitForTimeout(250);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (sideways > 0) console.error(`${scene} at ${width} scrolls sideways by ${sideways} px`);
      await page.screenshot({ path: path.join(out, `${scene}-${width}-${theme}.png`), animations: 'disabled' });
    }
  }
}
await close();
server.close();
