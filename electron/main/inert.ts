/** Text that neither steers the terminal that shows it, nor hides a line in another. Pure. */

/** One line: a line break in it is a character like the others. */
export function inert(line: string): string {
  return line.replaceAll(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, (char) => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** A text of many lines, which stay apart. */
export function inertLines(text: string): string {
  return text.split(/\r?\n/).map(inert).join('\n');
}
