/** Asks for the keyboard focus of a place that may not be on the page yet. */
export type FocusTarget = 'composer' | 'search';

export class FocusRequests {
  readonly #targets = new Map<FocusTarget, () => void>();
  readonly #waiting = new Set<FocusTarget>();

  /** The place is there; a request that waited for it is followed at once. */
  register(target: FocusTarget, focus: () => void): () => void {
    this.#targets.set(target, focus);
    if (this.#waiting.delete(target)) focus();
    return () => {
      if (this.#targets.get(target) === focus) this.#targets.delete(target);
    };
  }

  request(target: FocusTarget): void {
    const focus = this.#targets.get(target);
    if (focus === undefined) this.#waiting.add(target);
    else focus();
  }
}
