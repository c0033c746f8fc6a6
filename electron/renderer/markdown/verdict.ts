/**
 * Whether a block may be handed to the Markdown parser.
 *
 * The parser takes quadratic time for some texts, a stack for nested ones, and makes a table as wide as its head in
 * every row: the limits are far beyond what people and models write, and keep each block within a frame or two.
 */

const DEEPEST = 6;
/** Of all lines together: each level of each is an element or two. */
const MOST_LEVELS = 240;
const MOST_CELLS = 2_000;
const MOST_BRACKETS = 1_000;
const MOST_MARKS = 1_200;
/** Each is a label with a button. */
const MOST_PICTURES = 60;
const PICTURE_ELEMENTS = 17;

const MARKER = /[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t]))/y;
/** The levels of a list are at least so far apart. */
const LEVEL_SPACES = 2;

export function canBeParsed(source: string): boolean {
  return (
    countOf(source, '[]') <= MOST_BRACKETS &&
    countOf(source, '*_~`') <= MOST_MARKS &&
    picturesIn(source) <= MOST_PICTURES &&
    isShallow(source) &&
    isNarrow(source)
  );
}

/** About how many elements a block becomes. */
export function elementsOf(source: string): number {
  const levels = source.split('\n').map(depthOf);
  const nested = levels.reduce((sum, depth) => sum + 1 + 2 * depth, 0);
  const marked = countOf(source, '|') + countOf(source, '*_~`[') / 2;
  return nested + marked + PICTURE_ELEMENTS * picturesIn(source);
}

function countOf(text: string, wanted: string): number {
  let count = 0;
  for (let at = 0; at < text.length; at += 1) if (wanted.includes(text.charAt(at))) count += 1;
  return count;
}

function picturesIn(source: string): number {
  return source.split('![').length - 1;
}

function isShallow(source: string): boolean {
  const depths = source.split('\n').map(depthOf);
  return Math.max(...depths) <= DEEPEST && depths.reduce((sum, depth) => sum + depth, 0) <= MOST_LEVELS;
}

/** How deep the quotes and lists are nested that a line begins with; what it is indented by, lines above have nested. */
function depthOf(line: string): number {
  let depth = 0;
  MARKER.lastIndex = 0;
  for (let marker = MARKER.exec(line); marker !== null && depth <= DEEPEST; marker = MARKER.exec(line)) {
    const spaces = marker[0].length - marker[0].trimStart().length;
    depth += 1 + (depth === 0 ? Math.floor(spaces / LEVEL_SPACES) : 0);
  }
  return depth;
}

function isNarrow(source: string): boolean {
  const lines = source.split('\n');
  const columns = Math.max(...lines.map((line) => (/^[-:|> \t]*$/.test(line) ? line.split('|').length : 0)));
  return columns * lines.length <= MOST_CELLS;
}
