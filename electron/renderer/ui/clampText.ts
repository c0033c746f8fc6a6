const LINES = 14;
const CHARS = 1_600;

/** The beginning of a long text, cut at a line where there is one. */
export function clampText(text: string): { text: string; cut: boolean } {
  const lines = text.slice(0, CHARS).split('\n');
  const head = lines.slice(0, LINES).join('\n');
  return head.length < text.length ? { text: `${head}…`, cut: true } : { text, cut: false };
}
