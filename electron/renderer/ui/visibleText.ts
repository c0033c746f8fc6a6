/** Text that shows what it is made of: nothing in it hides, or turns the letters around it. Pure. */

/** Control characters, the marks that turn the direction of writing, and whatever has neither width nor ink. */
const HIDDEN =
  /(?!\t|\r|\n|\u200c|\u200d|\ufe0e|\ufe0f)[\p{Cc}\p{Default_Ignorable_Code_Point}\p{Zl}\p{Zp}\ufff9-\ufffb]/gu;

/** They join letters and pictures, which a text may need and a name does not. */
const JOINERS = /[\u200c\u200d]/g;
const LINE_BREAKS = /[\t\r\n]+/g;

const LONGEST_NAME = 200;

/** A name or an address, on one line and not so long that it pushes everything else away. */
export function visibleName(name: string): string {
  const shown = visibleText(name.slice(0, LONGEST_NAME)).replaceAll(JOINERS, spelled).replaceAll(LINE_BREAKS, ' ');
  return name.length > LONGEST_NAME ? `${shown}…` : shown;
}

/** A longer text: lines and joined letters stay as they are. */
export function visibleText(text: string): string {
  return text.replaceAll(HIDDEN, spelled);
}

function spelled(char: string): string {
  const code = char.codePointAt(0) ?? 0;
  return `‹U+${code.toString(16).toUpperCase().padStart(4, '0')}›`;
}
