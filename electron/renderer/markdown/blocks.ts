/**
 * Splits Markdown into top-level blocks, so that a streaming answer is parsed and painted by the block.
 *
 * Only the tail of a growing text is read again: a block can change as long as it is one of the last two.
 */
import { definitionsOf, type Definition } from './definitions';
import { LONGEST_BLOCK, readBlocks, type BlockStart } from './readBlocks';
import { canBeParsed } from './verdict';

/** Markdown, or text that a parser would take too long for and that is shown as it is. */
export interface TextBlock {
  readonly kind: 'markdown' | 'plain';
  readonly source: string;
  /** The link definitions in it. */
  readonly defines: readonly Definition[];
}

/** A fenced block of code; `closed` once no more can come. */
export interface CodeBlock {
  readonly kind: 'code';
  readonly source: string;
  readonly language: string;
  readonly text: string;
  readonly closed: boolean;
}

export type Block = TextBlock | CodeBlock;

export interface SplitText {
  readonly source: string;
  readonly blocks: readonly Block[];
  readonly starts: readonly BlockStart[];
  /** What stands behind each label that is defined anywhere in the text. */
  readonly definitions: ReadonlyMap<string, string>;
}

export const EMPTY_SPLIT: SplitText = { source: '', blocks: [], starts: [], definitions: new Map() };

/** Blocks from the end that more text can still change. */
const LIVE_BLOCKS = 2;

const FOOTNOTE_DEFINITION = /^ {0,3}\[\^[^\]\s]+\]:/m;

export function textBlock(source: string, defines: readonly Definition[]): TextBlock {
  return { kind: canBeParsed(source) ? 'markdown' : 'plain', source, defines };
}

/** Splits `source`, taking over from `before` what a longer text cannot have changed. */
export function splitBlocks(source: string, before: SplitText = EMPTY_SPLIT): SplitText {
  // A footnote and its definition only find each other inside one block.
  if (source.length <= LONGEST_BLOCK && FOOTNOTE_DEFINITION.test(source)) {
    return { ...EMPTY_SPLIT, source, blocks: [textBlock(source, [])], starts: [{ at: 0, carried: null }] };
  }
  const grows = before.source !== '' && source.startsWith(before.source);
  const kept = grows ? Math.max(0, before.blocks.length - LIVE_BLOCKS) : 0;
  const from = before.starts[kept];
  const tail = readBlocks(source, kept > 0 && from !== undefined ? from : { at: 0, carried: null });
  const stale = before.blocks.slice(kept);
  const blocks = [
    ...before.blocks.slice(0, kept),
    ...tail.map(({ block }, index) => (isSame(stale[index], block) ? stale[index] : block)),
  ];
  return {
    source,
    blocks,
    starts: [...before.starts.slice(0, kept), ...tail.map(({ start }) => start)],
    definitions: definitionsOf(blocks, before.definitions),
  };
}

function isSame(before: Block | undefined, now: Block): before is Block {
  if (before?.kind !== now.kind || before.source !== now.source) return false;
  return before.kind !== 'code' || now.kind !== 'code' || (before.closed === now.closed && before.text === now.text);
}
