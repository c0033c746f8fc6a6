/** What the backend has to tell the user: it keeps each notice until it hears that the user has seen it. */
import type { Notice } from '../../shared/protocol';
import { Observable } from './observable';
import type { RestClient } from './rest';

export class BackendNotices {
  readonly current = new Observable<readonly Notice[]>([]);
  readonly #rest: RestClient;

  constructor(rest: RestClient) {
    this.#rest = rest;
  }

  /** What cannot be asked now is asked again with the next connection. */
  async refresh(): Promise<void> {
    const notices = await this.#rest.notices().catch(() => null);
    if (notices !== null) this.current.set(notices);
  }

  async dismiss(id: string): Promise<void> {
    this.current.update((notices) => notices.filter((notice) => notice.id !== id));
    await this.#rest.dismissNotice(id).catch(() => undefined);
    await this.refresh();
  }
}
