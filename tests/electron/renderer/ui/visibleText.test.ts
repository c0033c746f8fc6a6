// @vitest-environment node
import { expect, test } from 'vitest';
import { visibleName, visibleText } from '../../../../electron/renderer/ui/visibleText';

test.each([
  ['invoice\u202egpj.exe', 'invoice‹U+202E›gpj.exe'],
  ['read\u200bfile', 'read‹U+200B›file'],
  ['\u001b[31mred', '‹U+001B›[31mred'],
  ['a\u2066b\u2069', 'a‹U+2066›b‹U+2069›'],
  ['a\u{e0041}', 'a‹U+E0041›'],
  ['read\u200dfile', 'read‹U+200D›file'],
  ['two\nlines', 'two lines'],
])('the name %j is shown as %s', (name, shown) => {
  expect(visibleName(name)).toBe(shown);
});

test('a very long name is cut', () => {
  expect(visibleName('a'.repeat(1_000))).toHaveLength(201);
});

test('a text keeps its lines, its joined letters and its pictures', () => {
  const text = 'a\tb\r\n👩‍👩‍👧 ❤️ می‌خواهم';
  expect(visibleText(text)).toBe(text);
});
