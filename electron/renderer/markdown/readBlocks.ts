/**
 * Reads Markdown line by line, each line once: no text takes longer than its length, and no block grows beyond what a
 * parser takes in a moment. What is cut for that reason goes on in the next block: a table under its head again.
 */
import { textBlock, type Block } from './blocks';
import { definitionIn, type Definition } from './definitions';
import {
  interruptsText,
  isBlank,
  isInCode,
  isInList,
  isListItem,
  isTableRule,
  openingFence,
  type Fence,
} from './lines';

/** A longer block is cut where a line ends, and a longer line wherever that is. */
export const LONGEST_BLOCK = 6_000;
const MOST_LINES = 150;
/** A longer list is cut before its next item. */
const LONG_LIST = 2_000;
const MANY_LIST_LINES = 60;
/** A table is cut so that its cells are no more than these. */
const MOST_CELLS = 500;
const LONGEST_CODE = 60_000;
/** A longer head is not repeated where its table is cut. */
const LONGEST_HEAD = 1_000;

/** What a cut block hands on to the next one. */
export type Carried =
  | { readonly kind: 'text' | 'list' | 'indented' }
  | { readonly kind: 'table'; readonly head: string; readonly columns: number }
  | { readonly kind: 'code'; readonly fence: Fence };

export interface BlockStart {
  /** Where it begins in the text. */
  readonly at: number;
  readonly carried: Carried | null;
}

interface ReadBlock {
  readonly start: BlockStart;
  readonly block: Block;
}

interface OpenBlock {
  readonly start: BlockStart;
  form: Carried;
  source: string;
  /** Whether an empty line came since: it may have been the end. */
  paused: boolean;
  lines: number;
  readonly defines: Definition[];
}

/** Reads `source` to its end, beginning with the block that starts at `from`. */
export function readBlocks(source: string, from: BlockStart): ReadBlock[] {
  const reader = new BlockReader(from);
  for (let at = from.at; at < source.length;) {
    const line = lineAt(source, at);
    reader.read(line, at);
    at += line.length;
  }
  return reader.end();
}

function lineAt(source: string, at: number): string {
  const window = source.slice(at, at + LONGEST_BLOCK);
  const newline = window.indexOf('\n');
  return newline === -1 ? window : window.slice(0, newline + 1);
}

class BlockReader {
  readonly #blocks: ReadBlock[] = [];
  #open: OpenBlock | null = null;

  constructor(from: BlockStart) {
    if (from.carried !== null) this.#begin(from, from.carried);
  }

  read(line: string, at: number): void {
    if (this.#open?.form.kind === 'code') this.#readCode(this.#open, this.#open.form.fence, line, at);
    else if (isBlank(line)) this.#readBlank(line);
    else this.#readText(line, at);
  }

  end(): ReadBlock[] {
    this.#close(false);
    return this.#blocks;
  }

  #readCode(open: OpenBlock, fence: Fence, line: string, at: number): void {
    if (open.source.length + line.length > LONGEST_CODE && open.lines > 0) {
      this.#close(true);
      this.#readCode(this.#begin({ at, carried: open.form }, open.form), fence, line, at);
      return;
    }
    if (fence.isClosedBy(line)) this.#close(true);
    else this.#take(open, line);
  }

  #readBlank(line: string): void {
    const open = this.#open;
    if (open === null) return;
    if (open.form.kind === 'list' || open.form.kind === 'indented') {
      open.paused = true;
      open.source += line;
    } else {
      this.#close(true);
    }
  }

  #readText(line: string, at: number): void {
    const open = this.#open;
    if (open === null || !goesOn(open, line)) {
      this.#close(true);
      this.#start(line, at);
    } else if (isTooLong(open, line)) {
      this.#close(true);
      const { form } = open;
      this.#take(this.#begin({ at, carried: form }, form), line);
    } else {
      if (beginsTable(open, line)) open.form = tableOf(open.source + withNewline(line), line);
      this.#take(open, line);
    }
  }

  #start(line: string, at: number): void {
    const start = { at, carried: null };
    const fence = openingFence(line);
    if (fence !== null) this.#begin(start, { kind: 'code', fence });
    else this.#take(this.#begin(start, { kind: kindOf(line) }), line);
  }

  #begin(start: BlockStart, form: Carried): OpenBlock {
    const source = start.carried?.kind === 'table' ? start.carried.head : '';
    this.#open = { start, form, source, paused: false, lines: 0, defines: [] };
    return this.#open;
  }

  #take(open: OpenBlock, line: string): void {
    if (open.form.kind === 'text' && open.defines.length === open.lines) {
      const definition = definitionIn(line);
      if (definition !== null) open.defines.push(definition);
    }
    open.source += line;
    open.lines += 1;
    open.paused = false;
  }

  #close(closed: boolean): void {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    const { start, form, source } = open;
    if (form.kind !== 'code') {
      this.#blocks.push({ start, block: textBlock(source.trimEnd(), open.defines) });
      return;
    }
    const text = form.fence.contentOf(source);
    this.#blocks.push({ start, block: { kind: 'code', source, language: form.fence.language, text, closed } });
  }
}

function kindOf(line: string): 'text' | 'list' | 'indented' {
  if (isInCode(line)) return 'indented';
  return isListItem(line) ? 'list' : 'text';
}

/** Whether a line that is not empty still belongs to the block. */
function goesOn({ form, source, lines, paused }: OpenBlock, line: string): boolean {
  if (form.kind === 'indented') return isInCode(line);
  if (form.kind !== 'list') return openingFence(line) === null && !interruptsText(line);
  if (isInList(line)) return true;
  if (isListItem(line)) return source.length < LONG_LIST && lines < MANY_LIST_LINES;
  return !paused && openingFence(line) === null;
}

function isTooLong({ form, source, lines }: OpenBlock, line: string): boolean {
  if (form.kind === 'table' && lines * form.columns > MOST_CELLS) return true;
  return lines > 0 && (lines >= MOST_LINES || source.length + line.length > LONGEST_BLOCK);
}

function tableOf(head: string, rule: string): Carried {
  return { kind: 'table', head, columns: rule.split('|').length };
}

function beginsTable(open: OpenBlock, line: string): boolean {
  const isSecond = open.form.kind === 'text' && open.lines === 1;
  return isSecond && open.source.length + line.length <= LONGEST_HEAD && isTableRule(line);
}

function withNewline(line: string): string {
  return line.endsWith('\n') ? line : `${line}\n`;
}
