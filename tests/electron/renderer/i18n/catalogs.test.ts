// @vitest-environment node
/// <reference types="node" />
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { catalogs, formatLocale, resolveLanguage } from '../../../../electron/renderer/i18n';

const renderer = path.resolve(import.meta.dirname, '../../../../electron/renderer');

function flatten(catalog: object, prefix = ''): Map<string, string> {
  const entries = Object.entries(catalog).flatMap(([key, value]: [string, unknown]): [string, string][] =>
    typeof value === 'string' ? [[prefix + key, value]] : [...flatten(value as object, `${prefix}${key}.`)],
  );
  return new Map(entries);
}

const flat = Object.entries(catalogs).map(([language, catalog]) => [language, flatten(catalog)] as const);
const english = flatten(catalogs.en);

describe.each(flat)('the catalog %s', (language, catalog) => {
  test('has the keys of the English one, none empty', () => {
    expect([...catalog.keys()].sort()).toEqual([...english.keys()].sort());
    expect([...catalog].filter(([, words]) => words.trim() === '')).toEqual([]);
  });

  test('fills in the same values', () => {
    const placeholders = (words: string) => [...words.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort();
    for (const [key, words] of catalog) {
      expect(placeholders(words), key).toEqual(placeholders(english.get(key) ?? ''));
    }
  });

  test('has each plural form that the language has', () => {
    const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const plurals = [...catalog.keys()].filter((key) => key.endsWith('_other')).map((key) => key.slice(0, -6));
    expect(plurals.length).toBeGreaterThan(0);
    for (const key of plurals)
      for (const form of forms) expect(catalog.has(`${key}_${form}`), `${key}_${form}`).toBe(true);
  });
});

/** Attributes whose text a person reads or hears. */
const SPOKEN = new Set(['aria-label', 'aria-description', 'title', 'label', 'placeholder', 'alt', 'description']);

function hardCodedWords(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ES2022, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(node.text.trim());
    if (
      ts.isJsxAttribute(node) &&
      SPOKEN.has(node.name.getText(source)) &&
      node.initializer !== undefined &&
      ts.isStringLiteral(node.initializer)
    ) {
      found.push(node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

test('no component has words of its own', () => {
  const files = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx'));
  expect(files.length).toBeGreaterThan(20);
  const found = files.flatMap((name) => hardCodedWords(path.join(renderer, name)).map((words) => `${name}: ${words}`));
  expect(found).toEqual([]);
});

test('no words are left that nothing says', () => {
  const words = new Set(Object.keys(catalogs).map((language) => path.join('i18n', `${language}.ts`)));
  const code = readdirSync(renderer, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !words.has(name))
    .map((name) => readFileSync(path.join(renderer, name), 'utf8'))
    .join('\n');
  // A key that is put together where it is said begins with its group: `days.${day}`.
  const groups = [...code.matchAll(/`([\w.]+\.)\$\{/g)].map(([, group = '']) => group);
  const isSaid = (key: string) => code.includes(`'${key}'`) || groups.some((group) => key.startsWith(group));
  const silent = [...english.keys()].filter((key) => !isSaid(key.replace(/_(one|other)$/, '')));
  expect(silent).toEqual([]);
});

test.each([
  ['de', ['en-US'], 'de'],
  ['system', ['de-AT', 'en'], 'de'],
  ['system', ['fr-FR', 'en-GB'], 'en'],
  ['system', ['fr-FR'], 'en'],
  ['system', [], 'en'],
] as const)('the language %s on a system of %j is %s', (chosen, system, expected) => {
  expect(resolveLanguage(chosen, system)).toBe(expected);
});

test('dates follow the region of the system where it speaks the language', () => {
  expect(formatLocale('en', ['de-DE', 'en-GB'])).toBe('en-GB');
  expect(formatLocale('de', ['en-GB'])).toBe('de');
});
