/** What was typed and not sent yet, for each thread: switching between them loses nothing. */
export class Drafts {
  readonly #texts = new Map<string, string>();

  get(thread: string): string {
    return this.#texts.get(thread) ?? '';
  }

  set(thread: string, text: string): void {
    if (text === '') this.#texts.delete(thread);
    else this.#texts.set(thread, text);
  }

  /** The thread has another name now. */
  move(from: string, to: string): void {
    this.set(to, this.get(from));
    this.set(from, '');
  }
}
