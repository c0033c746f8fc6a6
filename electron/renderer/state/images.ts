/** The pictures of answers that the user asked for: fetched by the shell, once, and kept while the window is open. */
import type { ImageRefusal, ShellApi } from '../../shared/ipc';
import { Observable } from './observable';

/** `unreadable`: its first bytes are those of a picture, and the rest is not. `failed`: the shell did not answer. */
export type ImageTrouble = ImageRefusal | 'unreadable' | 'failed';

export type ImageState =
  | { readonly kind: 'blocked' }
  | { readonly kind: 'loading' }
  | { readonly kind: 'shown'; readonly url: string }
  | { readonly kind: 'refused'; readonly trouble: ImageTrouble };

const BLOCKED: ImageState = { kind: 'blocked' };

/** Of more than that the oldest is given up, and may be asked for again: each is up to 10 MB. */
const MOST_KEPT = 24;

export class RemoteImages {
  /** By address, in the order in which they were asked for; what is not in it is blocked. */
  readonly states = new Observable<ReadonlyMap<string, ImageState>>(new Map());

  constructor(private readonly shell: ShellApi) {}

  readonly of = (address: string): ImageState => this.states.get().get(address) ?? BLOCKED;

  async load(address: string): Promise<void> {
    if (['loading', 'shown'].includes(this.of(address).kind)) return;
    this.set(address, { kind: 'loading' });
    try {
      const image = await this.shell.request('image:load', address);
      if ('refused' in image) this.set(address, { kind: 'refused', trouble: image.refused });
      else
        this.set(address, { kind: 'shown', url: URL.createObjectURL(new Blob([image.bytes], { type: image.type })) });
    } catch {
      this.set(address, { kind: 'refused', trouble: 'failed' });
    }
  }

  /** The page could not make a picture of it. */
  giveUp(address: string): void {
    this.set(address, { kind: 'refused', trouble: 'unreadable' });
  }

  private set(address: string, state: ImageState): void {
    const states = new Map(this.states.get());
    release(states.get(address));
    states.delete(address);
    states.set(address, state);
    for (const [oldest, given] of states) {
      if (states.size <= MOST_KEPT) break;
      if (given.kind === 'loading') continue;
      release(given);
      states.delete(oldest);
    }
    this.states.set(states);
  }
}

function release(state: ImageState | undefined): void {
  if (state?.kind === 'shown') URL.revokeObjectURL(state.url);
}
