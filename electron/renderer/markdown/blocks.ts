/**
 * Splits Markdown into top-level blocks, so that a streaming answer is parsed and painted by the block.
 *
 * Only the tail of a growing text is lexed again: a block can change as long as it is one of the last two.
 */
import { Lexer, type Token } from 'marked';

export interface MarkdownBlock {
  readonly kind: 'markdown';
  readonly source: string;
}

/** A fenced block of code; `closed` once its closing fence has come. */
export interface CodeBlock {
  readonly kind: 'code';
  readonly source: string;
  readonly language: string;
  readonly text: string;
  readonly closed: boolean;
}

export type Block = MarkdownBlock | CodeBlock;

export interface SplitText {
  readonly source: string;
  readonly blocks: readonly Block[];
  /** Where each block begins in `source`. */
  readonly starts: readonly number[];
  /** Link definitions, which a block far from them may use. */
  readonly definitions: string;
}

export const EMPTY_SPLIT: SplitText = { source: '', blocks: [], starts: [], definitions: '' };

/** Blocks from the end that more text can still change. */
const LIVE_BLOCKS = 2;

const FOOTNOTE_DEFINITION = /^ {0,3}\[\^[^\]\s]+\]:/m;
const OPENING_FENCE = /^ {0,3}(`{3,}|~{3,})/;

/** Splits `source`, taking over from `before` what a longer text cannot have changed. */
export function splitBlocks(source: string, before: SplitText = EMPTY_SPLIT): SplitText {
  // A footnote and its definition only find each other inside one block.
  if (FOOTNOTE_DEFINITION.test(source)) {
    return { source, blocks: [{ kind: 'markdown', source }], starts: [0], definitions: '' };
  }
  const grows = before.source !== '' && source.startsWith(before.source);
  const kept = grows ? Math.max(0, before.blocks.length - LIVE_BLOCKS) : 0;
  const tailStart = before.starts[kept] ?? 0;
  return lexTail(source, {
    blocks: before.blocks.slice(0, kept),
    starts: before.starts.slice(0, kept),
    from: kept === 0 ? 0 : tailStart,
    stale: before.blocks.slice(kept),
    definitions: kept === 0 ? '' : before.definitions,
  });
}

interface Tail {
  readonly blocks: readonly Block[];
  readonly starts: readonly number[];
  readonly from: number;
  readonly stale: readonly Block[];
  readonly definitions: string;
}

function lexTail(source: string, tail: Tail): SplitText {
  const blocks = [...tail.blocks];
  const starts = [...tail.starts];
  let definitions = tail.definitions;
  let at = tail.from;
  for (const token of new Lexer({ gfm: true }).blockTokens(source.slice(tail.from), [])) {
    const start = at;
    at += token.raw.length;
    if (token.type === 'space') continue;
    if (token.type === 'def') definitions = addDefinition(definitions, token.raw);
    const same = tail.stale[blocks.length - tail.blocks.length];
    blocks.push(same?.source === token.raw ? same : toBlock(token));
    starts.push(start);
  }
  return { source, blocks, starts, definitions };
}

function addDefinition(definitions: string, raw: string): string {
  const line = `${raw.trim()}\n`;
  return definitions.includes(line) ? definitions : definitions + line;
}

function toBlock(token: Token): Block {
  const fence = OPENING_FENCE.exec(token.raw)?.[1];
  if (token.type !== 'code' || fence === undefined) return { kind: 'markdown', source: token.raw };
  const { lang, text } = token as { lang?: string; text: string };
  return {
    kind: 'code',
    source: token.raw,
    language: (lang ?? '').trim().split(/\s+/)[0] ?? '',
    text,
    closed: isClosed(token.raw, fence),
  };
}

function isClosed(raw: string, fence: string): boolean {
  const lines = raw.trimEnd().split('\n');
  const last = lines.at(-1)?.trim() ?? '';
  return lines.length > 1 && last.startsWith(fence) && last.replaceAll(fence.charAt(0), '') === '';
}
