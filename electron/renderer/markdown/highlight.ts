/** Code, highlighted into plain data: nothing of it is ever handed to the page as HTML. */
import hljs from 'highlight.js/lib/core';
import bash from 'highlight.js/lib/languages/bash';
import c from 'highlight.js/lib/languages/c';
import cpp from 'highlight.js/lib/languages/cpp';
import csharp from 'highlight.js/lib/languages/csharp';
import css from 'highlight.js/lib/languages/css';
import diff from 'highlight.js/lib/languages/diff';
import dockerfile from 'highlight.js/lib/languages/dockerfile';
import go from 'highlight.js/lib/languages/go';
import ini from 'highlight.js/lib/languages/ini';
import java from 'highlight.js/lib/languages/java';
import javascript from 'highlight.js/lib/languages/javascript';
import json from 'highlight.js/lib/languages/json';
import kotlin from 'highlight.js/lib/languages/kotlin';
import markdown from 'highlight.js/lib/languages/markdown';
import php from 'highlight.js/lib/languages/php';
import powershell from 'highlight.js/lib/languages/powershell';
import python from 'highlight.js/lib/languages/python';
import ruby from 'highlight.js/lib/languages/ruby';
import rust from 'highlight.js/lib/languages/rust';
import sql from 'highlight.js/lib/languages/sql';
import swift from 'highlight.js/lib/languages/swift';
import typescript from 'highlight.js/lib/languages/typescript';
import xml from 'highlight.js/lib/languages/xml';
import yaml from 'highlight.js/lib/languages/yaml';
import { visibleName } from '../ui/visibleText';

const LANGUAGES = {
  bash,
  c,
  cpp,
  csharp,
  css,
  diff,
  dockerfile,
  go,
  ini,
  java,
  javascript,
  json,
  kotlin,
  markdown,
  php,
  powershell,
  python,
  ruby,
  rust,
  sql,
  swift,
  typescript,
  xml,
  yaml,
};
for (const [name, language] of Object.entries(LANGUAGES)) hljs.registerLanguage(name, language);

/** Longer code stays plain: highlighting it would hold up a frame. */
const LONGEST_CHARS = 12_000;

/** A piece of code; `className` is one of highlight.js's, or empty. */
export interface Piece {
  readonly className: string;
  readonly text: string;
}

export function languageLabel(language: string): string | null {
  return hljs.getLanguage(language)?.name?.split(',')[0]?.trim() ?? (language === '' ? null : visibleName(language));
}

export function highlight(code: string, language: string): readonly Piece[] {
  if (code.length > LONGEST_CHARS || hljs.getLanguage(language) === undefined) return [{ className: '', text: code }];
  return piecesOf(hljs.highlight(code, { language, ignoreIllegals: true }).value);
}

/** highlight.js writes nothing but spans with a class, and text with these five characters escaped. */
const TAG_OR_TEXT = /<span class="([^"]*)">|<\/span>|[^<]+/g;
const ENTITIES: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#x27;': "'" };

function piecesOf(html: string): Piece[] {
  const pieces: Piece[] = [];
  const classes: string[] = [];
  for (const match of html.matchAll(TAG_OR_TEXT)) {
    if (match[1] !== undefined) classes.push(match[1]);
    else if (match[0] === '</span>') classes.pop();
    else pieces.push({ className: classes.join(' '), text: unescapeText(match[0]) });
  }
  return pieces;
}

function unescapeText(text: string): string {
  return text.replaceAll(/&(?:amp|lt|gt|quot|#x27);/g, (entity) => ENTITIES[entity] ?? entity);
}
