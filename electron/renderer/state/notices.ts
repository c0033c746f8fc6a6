/** Short notices over the page: what was done, or what failed, told once. */
import { Observable } from './observable';

export interface Notice {
  readonly id: number;
  readonly kind: 'done' | 'failed';
  readonly title: string;
  readonly detail: string | null;
}

const SHOWN_MS = { done: 4_000, failed: 12_000 };

export class Notices {
  readonly current = new Observable<readonly Notice[]>([]);
  #lastId = 0;

  show(kind: Notice['kind'], title: string, detail: string | null = null): void {
    this.#lastId += 1;
    const id = this.#lastId;
    this.current.update((notices) => [...notices.slice(-2), { id, kind, title, detail }]);
    setTimeout(() => {
      this.dismiss(id);
    }, SHOWN_MS[kind]);
  }

  dismiss(id: number): void {
    this.current.update((notices) => notices.filter((notice) => notice.id !== id));
  }
}
