/**
 * All messages that the window holds, each with listeners of its own: a token repaints one message, not the thread,
 * and at most once a frame.
 */
import { useCallback, useSyncExternalStore } from 'react';
import type { Message } from './message';

/** Calls back before the next frame is painted. */
export type ScheduleFrame = (callback: () => void) => void;

export class MessageTable {
  readonly #messages = new Map<string, Message>();
  readonly #listeners = new Map<string, Set<() => void>>();
  readonly #changed = new Set<string>();
  readonly #scheduleFrame: ScheduleFrame;

  constructor(scheduleFrame: ScheduleFrame) {
    this.#scheduleFrame = scheduleFrame;
  }

  get(id: string): Message | undefined {
    return this.#messages.get(id);
  }

  put(message: Message): void {
    this.#messages.set(message.id, message);
    if (this.#changed.size === 0) {
      this.#scheduleFrame(() => {
        this.#notify();
      });
    }
    this.#changed.add(message.id);
  }

  update(id: string, change: (message: Message) => Message): void {
    const message = this.#messages.get(id);
    if (message !== undefined) this.put(change(message));
  }

  forget(ids: Iterable<string>): void {
    for (const id of ids) this.#messages.delete(id);
  }

  subscribe(id: string, listener: () => void): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  #notify(): void {
    const changed = [...this.#changed];
    this.#changed.clear();
    for (const id of changed) {
      for (const listener of [...(this.#listeners.get(id) ?? [])]) listener();
    }
  }
}

export function useMessage(table: MessageTable, id: string | undefined): Message | undefined {
  const subscribe = useCallback(
    (listener: () => void) => (id === undefined ? () => undefined : table.subscribe(id, listener)),
    [table, id],
  );
  return useSyncExternalStore(subscribe, () => (id === undefined ? undefined : table.get(id)));
}
