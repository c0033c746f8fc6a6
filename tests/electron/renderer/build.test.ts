// @vitest-environment node
/// <reference types="node" />
/** What the build leaves in the page has to pass the content security policy, and to come from the app alone. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, test } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
let out: string;
let page: string;

beforeAll(async () => {
  out = mkdtempSync(path.join(tmpdir(), 'renderer build '));
  await build({
    configFile: path.join(root, 'vite.config.ts'),
    mode: 'production',
    logLevel: 'silent',
    build: { outDir: out, emptyOutDir: true },
  });
  page = readFileSync(path.join(out, 'index.html'), 'utf8');
}, 120_000);

afterAll(() => {
  rmSync(out, { recursive: true, force: true });
});

test('no script and no style stands in the page itself', () => {
  for (const [, attributes, body] of page.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)) {
    expect(attributes).toMatch(/ src="\/assets\//);
    expect(body).toBe('');
  }
  expect(page).not.toMatch(/<style|\son\w+=|\sstyle=/);
});

test('the page asks for nothing from elsewhere', () => {
  expect([...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1])).toEqual(
    expect.arrayContaining([expect.stringMatching(/^\/assets\/.*\.js$/), expect.stringMatching(/^\/assets\/.*\.css$/)]),
  );
  expect(page).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
});

test('the nonce is left for the main process to fill in', () => {
  expect(page).toContain('<meta name="csp-nonce" content="__CSP_NONCE__" />');
});

test('style sheets load nothing, and use nothing that Chrome 108 does not know', () => {
  const sheets = readdirSync(path.join(out, 'assets')).filter((name) => name.endsWith('.css'));
  expect(sheets).not.toEqual([]);
  for (const sheet of sheets) {
    const css = readFileSync(path.join(out, 'assets', sheet), 'utf8');
    expect(css).not.toMatch(/url\((?!["']?data:)/);
    expect(css).not.toMatch(/@import|oklch\(|light-dark\(|field-sizing|@starting-style/);
  }
});

test('the licences of what is in the bundle come with it', () => {
  const licenses = JSON.parse(readFileSync(path.join(out, 'licenses.json'), 'utf8')) as {
    name: string;
    text: string;
  }[];
  const names = licenses.map((one) => one.name);
  expect(names).toEqual(expect.arrayContaining(['react', 'react-dom', '@mantine/core', 'i18next', 'highlight.js']));
  expect(names).not.toContain('jsdom');
});

test('nothing of the gallery or the tests is shipped', () => {
  const scripts = readdirSync(path.join(out, 'assets')).filter((name) => name.endsWith('.js'));
  for (const script of scripts) {
    expect(readFileSync(path.join(out, 'assets', script), 'utf8')).not.toMatch(/FakeShell|FakeBackend|Dach & Fach/);
  }
});
