/** The list of conversations and the search in them. */
import type { Conversation, Problem, SearchHit } from '../../shared/protocol';
import { problemOf } from '../protocol/problem';
import { Observable } from './observable';
import type { RestClient } from './rest';

export interface ConversationList {
  readonly load: 'waiting' | 'ready' | 'failed';
  readonly problem: Problem | null;
  readonly items: readonly Conversation[];
}

export interface Search {
  readonly query: string;
  readonly load: 'idle' | 'searching' | 'ready' | 'failed';
  readonly problem: Problem | null;
  readonly hits: readonly SearchHit[];
}

const NO_SEARCH: Search = { query: '', load: 'idle', problem: null, hits: [] };

/** A pause in typing that is long enough to search: shorter is felt as haste, longer as lag. */
const TYPING_PAUSE_MS = 180;

export class Conversations {
  readonly list = new Observable<ConversationList>({ load: 'waiting', problem: null, items: [] });
  readonly search = new Observable<Search>(NO_SEARCH);
  readonly #rest: RestClient;
  #refreshes = 0;
  #searching: AbortController | null = null;
  #typing: ReturnType<typeof setTimeout> | null = null;

  constructor(rest: RestClient) {
    this.#rest = rest;
  }

  async refresh(): Promise<void> {
    this.#refreshes += 1;
    const refresh = this.#refreshes;
    try {
      const items = await this.#rest.conversations();
      if (refresh === this.#refreshes) this.list.set({ load: 'ready', problem: null, items });
    } catch (error) {
      if (refresh !== this.#refreshes) return;
      const known = this.list.get().items;
      this.list.set({ load: known.length > 0 ? 'ready' : 'failed', problem: problemOf(error), items: known });
    }
  }

  async rename(id: string, title: string): Promise<void> {
    const renamed = await this.#rest.rename(id, title);
    this.#replace((items) => items.map((item) => (item.id === id ? renamed : item)));
  }

  async remove(id: string): Promise<void> {
    await this.#rest.remove(id);
    this.#replace((items) => items.filter((item) => item.id !== id));
    this.search.update((search) => ({ ...search, hits: search.hits.filter((hit) => hit.conversation.id !== id) }));
  }

  /** Searches after a pause in typing; an empty query ends the search. */
  setQuery(query: string): void {
    this.#searching?.abort();
    if (this.#typing !== null) clearTimeout(this.#typing);
    this.#typing = null;
    if (query.trim() === '') {
      this.search.set({ ...NO_SEARCH, query });
      return;
    }
    this.search.patch({ query, load: 'searching', problem: null });
    this.#typing = setTimeout(() => void this.#run(query.trim()), TYPING_PAUSE_MS);
  }

  async #run(query: string): Promise<void> {
    const searching = new AbortController();
    this.#searching = searching;
    try {
      const hits = await this.#rest.search(query, searching.signal);
      if (!searching.signal.aborted) this.search.patch({ load: 'ready', hits });
    } catch (error) {
      if (!searching.signal.aborted) this.search.patch({ load: 'failed', problem: problemOf(error), hits: [] });
    }
  }

  #replace(change: (items: readonly Conversation[]) => readonly Conversation[]): void {
    this.#refreshes += 1;
    this.list.update((list) => ({ ...list, items: change(list.items) }));
  }
}
