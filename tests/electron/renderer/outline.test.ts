// @vitest-environment node
/// <reference types="node" />
/** The window's outline, which is painted before the interface is read, must look like the interface that follows. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { DEFAULT_THEME } from '@mantine/core';
import { expect, test } from 'vitest';
import { NARROW } from '../../../electron/renderer/app/narrow';
import { cssVariables } from '../../../electron/renderer/app/theme';

const renderer = path.resolve(import.meta.dirname, '../../../electron/renderer');
const sheet = readFileSync(path.join(renderer, 'outline.css'), 'utf8');
const [light = '', dark = ''] = sheet.split('@media (prefers-color-scheme: dark)');

const PARTS = { surface: '--surface', side: '--surface-side', line: '--line', 'line-strong': '--line-strong' };

test.each([
  ['light', light],
  ['dark', dark],
] as const)('it has the colours of the %s theme', (scheme, rules) => {
  const theme: Record<string, string> = cssVariables(DEFAULT_THEME)[scheme];
  for (const [part, variable] of Object.entries(PARTS)) {
    const [, colour] = new RegExp(`--outline-${part}: (#[0-9a-f]+);`).exec(rules) ?? [];
    expect(colour?.replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3'), part).toBe(theme[variable]);
  }
});

test('it hides the side where the interface does', () => {
  expect(sheet).toContain(`@media ${NARROW}`);
});

test('it needs nothing but its own style sheet, and a screen reader hears nothing of it', () => {
  const page = readFileSync(path.join(renderer, 'index.html'), 'utf8');
  expect(page).toMatch(/<div id="root">\s*<div class="outline" aria-hidden="true">/);
});
