/** What a line of Markdown is, as far as its beginning tells. */

/** However long a line is, no more of it is looked at. */
const HEAD_CHARS = 200;

const FENCE = /^( {0,3})(`{3,}|~{3,})(.*)/;
const LIST_ITEM = /^ {0,3}(?:[-+*]|\d{1,9}[.)])(?:\s|$)/;
const INTERRUPTING_ITEM = /^ {0,3}(?:[-+*]|1[.)])[ \t]+\S/;
const IN_LIST = /^(?: {2}| ?\t)/;
const IN_CODE = /^(?: {4}| {0,3}\t)/;
const TABLE_RULE = /^[-:| \t\r\n]+$/;

/** The line that opened a block of code. */
export class Fence {
  constructor(
    readonly language: string,
    private readonly marks: string,
    private readonly indent: number,
  ) {}

  isClosedBy(line: string): boolean {
    if (line.length > HEAD_CHARS) return false;
    const text = line.trim();
    return text.length >= this.marks.length && text === this.marks.charAt(0).repeat(text.length) && !isInCode(line);
  }

  /** The lines of the block, without what they were indented together with their fence. */
  contentOf(lines: string): string {
    const text = lines.endsWith('\n') ? lines.slice(0, -1) : lines;
    return this.indent === 0 ? text : text.replaceAll(new RegExp(`^ {1,${this.indent}}`, 'gm'), '');
  }
}

export function openingFence(line: string): Fence | null {
  const [, indent = '', marks = '', info = ''] = FENCE.exec(head(line)) ?? [];
  if (marks === '' || (marks.startsWith('`') && info.includes('`'))) return null;
  return new Fence(info.trim().split(/\s+/)[0] ?? '', marks, indent.length);
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

export function isListItem(line: string): boolean {
  return LIST_ITEM.test(head(line));
}

/** Whether it begins a list in the middle of a paragraph, which an empty item and a number other than 1 do not. */
export function interruptsText(line: string): boolean {
  return INTERRUPTING_ITEM.test(head(line));
}

/** Whether it can belong to an item of a list above it, an empty line between them or not. */
export function isInList(line: string): boolean {
  return IN_LIST.test(head(line));
}

export function isInCode(line: string): boolean {
  return IN_CODE.test(head(line));
}

/** The line of dashes below the head of a table. */
export function isTableRule(line: string): boolean {
  return line.includes('|') && line.includes('-') && TABLE_RULE.test(line);
}

function head(line: string): string {
  return line.slice(0, HEAD_CHARS);
}
