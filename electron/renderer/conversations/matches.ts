/** Marks the words of a query in a text. Pure. */

export interface TextPiece {
  readonly text: string;
  readonly matches: boolean;
}

export function splitAtMatches(text: string, query: string): TextPiece[] {
  const words = query.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '');
  if (words.length === 0) return [{ text, matches: false }];
  const anyWord = new RegExp(`(${words.join('|')})`, 'giu');
  return text
    .split(anyWord)
    .map((piece, index) => ({ text: piece, matches: index % 2 === 1 }))
    .filter((piece) => piece.text !== '');
}
