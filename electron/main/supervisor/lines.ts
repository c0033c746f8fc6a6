/** Cuts a stream into lines and never holds more than `longest` characters of one; a longer line is dropped whole. */
export class LineReader {
  private rest = '';
  private dropping = false;

  constructor(
    private readonly onLine: (line: string) => void,
    private readonly longest = 64 * 1024,
  ) {}

  push(text: string): void {
    const pieces = text.split('\n');
    const last = pieces.pop() ?? '';
    for (const piece of pieces) {
      this.add(piece);
      this.endLine();
    }
    this.add(last);
  }

  /** A last line may lack its newline when the writer was killed. */
  end(): void {
    this.endLine();
  }

  private add(piece: string): void {
    if (this.dropping) return;
    if (this.rest.length + piece.length > this.longest) {
      this.dropping = true;
      this.rest = '';
      return;
    }
    this.rest += piece;
  }

  private endLine(): void {
    if (!this.dropping && this.rest !== '') this.onLine(this.rest);
    this.rest = '';
    this.dropping = false;
  }
}
