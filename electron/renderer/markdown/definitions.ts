/** Link definitions (`[label]: address`), which a block anywhere in the text may use. */
import type { Block } from './blocks';

export interface Definition {
  readonly label: string;
  readonly source: string;
}

const DEFINITION = /^ {0,3}\[([^[\]^][^[\]]{0,198})\]:[ \t]*\S/;
const LABEL = /\[([^[\]]{1,200})\]/g;

/** A longer address is of no use to anybody, and would be parsed with each block that uses it. */
const LONGEST_DEFINITION = 2_000;

export function definitionIn(line: string): Definition | null {
  if (line.length > LONGEST_DEFINITION) return null;
  const label = DEFINITION.exec(line)?.[1];
  return label === undefined ? null : { label: plain(label), source: line.trimEnd() };
}

/** All definitions of the blocks, the first of a label wins; `before` itself where nothing has changed. */
export function definitionsOf(
  blocks: readonly Block[],
  before: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const block of blocks) {
    if (block.kind === 'code') continue;
    for (const { label, source } of block.defines) if (!found.has(label)) found.set(label, source);
  }
  const isSame = found.size === before.size && [...found].every(([label, source]) => before.get(label) === source);
  return isSame ? before : found;
}

/** The definitions that a block may use, as Markdown. */
export function usedDefinitions(source: string, definitions: ReadonlyMap<string, string>): string {
  if (definitions.size === 0) return '';
  const used = new Set<string>();
  for (const [, label = ''] of source.matchAll(LABEL)) {
    const definition = definitions.get(plain(label));
    if (definition !== undefined) used.add(definition);
  }
  return [...used].join('\n');
}

/** Labels that differ in letter case and spaces alone are one. */
function plain(label: string): string {
  return label.trim().replaceAll(/\s+/g, ' ').toLowerCase();
}
