const LINES = 14;
const CHARS = 1_600;

/** What is laid out at once, however long the text is. */
const PAGE_CHARS = 50_000;

export interface ShownText {
  readonly text: string;
  readonly cut: boolean;
}

/** The beginning of a long text, cut at a line where there is one. */
export function clampText(text: string): ShownText {
  const lines = text.slice(0, CHARS).split('\n');
  const head = lines.slice(0, LINES).join('\n');
  return head.length < text.length ? { text: `${head}…`, cut: true } : { text, cut: false };
}

/** The first pages of a very long text. */
export function firstPages(text: string, pages: number): ShownText {
  const end = pages * PAGE_CHARS;
  return end < text.length ? { text: `${text.slice(0, end)}…`, cut: true } : { text, cut: false };
}
