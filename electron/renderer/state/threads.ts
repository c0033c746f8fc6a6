/**
 * The threads: what is said in the conversation on screen, and in those whose runs go on behind it.
 *
 * A thread on screen is read from the store and then built by events. A thread that is left while its run goes on keeps
 * growing here; one without a run is read anew when it is opened again.
 */
import type { ConversationDetail, Problem } from '../../shared/protocol';
import { localProblem, problemOf } from '../protocol/problem';
import { applyEvent, changeTool, fromStored, isLive, newMessage, textOf, type Message } from './message';
import type { MessageTable } from './messages';
import { Observable } from './observable';
import type { RestClient } from './rest';
import type { RunListener, Runs } from './runs';

export interface Thread {
  /** Stable while the thread is open, also when a new conversation gets its id. */
  readonly key: string;
  readonly conversationId: string | null;
  readonly load: 'ready' | 'loading' | 'failed';
  readonly problem: Problem | null;
  readonly messageIds: readonly string[];
}

export interface ThreadEvents {
  /** A conversation was made, or something was said in it. */
  onConversationChanged(): void;
}

export interface ThreadsContext {
  readonly rest: RestClient;
  readonly runs: Runs;
  readonly messages: MessageTable;
  readonly events: ThreadEvents;
  readonly newId: () => string;
  readonly now: () => Date;
}

/** Between the clock of this side and the moment at which the backend stored a question. */
const CLOCK_SLACK_MS = 1_000;

export class Threads {
  readonly current: Observable<Observable<Thread>>;
  readonly #context: ThreadsContext;
  readonly #byConversation = new Map<string, Observable<Thread>>();
  /** Runs that the backend does not know any more, whatever a stale answer says. */
  readonly #lostRuns = new Set<string>();

  constructor(context: ThreadsContext) {
    this.#context = context;
    this.current = new Observable(this.#emptyThread());
  }

  startNew(): void {
    const current = this.current.get().get();
    if (current.conversationId === null && current.messageIds.length === 0) return;
    this.#show(this.#emptyThread());
  }

  open(conversationId: string): void {
    if (this.current.get().get().conversationId === conversationId) return;
    const known = this.#byConversation.get(conversationId);
    const thread = known ?? new Observable<Thread>({ ...this.#emptyThread().get(), conversationId, load: 'loading' });
    this.#byConversation.set(conversationId, thread);
    this.#show(thread);
    if (known === undefined) void this.#read(thread);
  }

  /** Leaves the conversation, which was deleted. */
  close(conversationId: string): void {
    const thread = this.#byConversation.get(conversationId);
    this.#byConversation.delete(conversationId);
    if (thread !== undefined) this.#context.messages.forget(thread.get().messageIds);
    if (this.current.get() === thread) this.#show(this.#emptyThread());
  }

  /** Reads the thread on screen from the store again, where it has one. */
  async reload(): Promise<void> {
    const thread = this.current.get();
    if (thread.get().conversationId !== null) await this.#read(thread);
  }

  /** Says something in the thread on screen. False when it could not be sent; nothing has changed then. */
  send(input: string, agent: string | null): boolean {
    const thread = this.current.get();
    const createdAt = this.#context.now().toISOString();
    const user = newMessage({
      id: this.#context.newId(),
      role: 'user',
      state: 'finished',
      createdAt,
      parts: [{ type: 'text', text: input }],
    });
    const answer = newMessage({ id: this.#context.newId(), role: 'assistant', state: 'sending', createdAt });
    const sent = this.#context.runs.start(
      // By the answer's id it can be stopped before the run has one.
      { requestId: answer.id, conversationId: thread.get().conversationId, agent, input },
      {
        onStarted: (event) => {
          this.#started(thread, event.conversation_id);
          return this.#listener(thread, answer.id);
        },
        onRefused: (problem) => {
          this.#fail(answer.id, problem);
        },
        onUncertain: () => {
          void this.#settleUncertain(thread, answer.id);
        },
      },
    );
    if (!sent) return false;
    this.#context.messages.put(user);
    this.#context.messages.put(answer);
    thread.update((state) => ({ ...state, messageIds: [...state.messageIds, user.id, answer.id] }));
    return true;
  }

  /** Asks the question of an answer again. A question that never got through is taken out first. */
  retry(answerId: string, agent: string | null): boolean {
    const thread = this.current.get();
    const ids = thread.get().messageIds;
    const at = ids.indexOf(answerId);
    const answer = this.#context.messages.get(answerId);
    const question = this.#context.messages.get(ids[at - 1] ?? '');
    if (answer === undefined || question?.role !== 'user') return false;
    if (!this.send(textOf(question), agent)) return false;
    if (answer.runId === null) {
      thread.update((state) => ({
        ...state,
        messageIds: state.messageIds.filter((id) => id !== answerId && id !== question.id),
      }));
      this.#context.messages.forget([answerId, question.id]);
    }
    return true;
  }

  reply(messageId: string, callId: string, approved: boolean, reason: string | null): void {
    const message = this.#context.messages.get(messageId);
    const runId = message?.runId ?? null;
    if (message === undefined || runId === null) return;
    this.#context.runs.reply(runId, callId, approved, reason);
    this.#context.messages.put(
      changeTool(message, callId, (tool) => ({
        ...tool,
        approval: tool.approval === null ? null : { ...tool.approval, reply: { approved, reason } },
      })),
    );
  }

  /** The message that is being written in the thread, if any: always its last. */
  liveMessage(thread: Thread): Message | null {
    const last = this.#context.messages.get(thread.messageIds.at(-1) ?? '');
    return last !== undefined && isLive(last) ? last : null;
  }

  /** Stops the answer that is being written in the thread on screen, if any. */
  cancel(): void {
    const live = this.liveMessage(this.current.get().get());
    if (live === null) return;
    if (live.runId === null) this.#context.runs.cancelStart(live.id);
    else this.#context.runs.cancel(live.runId);
  }

  #emptyThread(): Observable<Thread> {
    return new Observable<Thread>({
      key: this.#context.newId(),
      conversationId: null,
      load: 'ready',
      problem: null,
      messageIds: [],
    });
  }

  #show(thread: Observable<Thread>): void {
    const left = this.current.get();
    this.current.set(thread);
    if (left !== thread) this.#forgetIfQuiet(left);
  }

  /** A thread that is not on screen is kept for as long as something happens in it. */
  #forgetIfQuiet(thread: Observable<Thread>): void {
    const { conversationId, messageIds } = thread.get();
    if (this.current.get() === thread || this.liveMessage(thread.get()) !== null) return;
    if (conversationId !== null) this.#byConversation.delete(conversationId);
    this.#context.messages.forget(messageIds);
  }

  #started(thread: Observable<Thread>, conversationId: string): void {
    this.#byConversation.set(conversationId, thread);
    thread.patch({ conversationId });
    this.#context.events.onConversationChanged();
  }

  #listener(thread: Observable<Thread>, messageId: string): RunListener {
    const { messages, events } = this.#context;
    return {
      onEvent: (event) => {
        messages.update(messageId, (message) => applyEvent(message, event));
        const message = messages.get(messageId);
        if (message === undefined || isLive(message)) return;
        events.onConversationChanged();
        this.#forgetIfQuiet(thread);
      },
      onLost: () => {
        const runId = messages.get(messageId)?.runId ?? null;
        if (runId !== null) this.#lostRuns.add(runId);
        messages.update(messageId, (message) => ({ ...message, state: 'interrupted' }));
        events.onConversationChanged();
        if (this.current.get() === thread) void this.#read(thread);
        else this.#forgetIfQuiet(thread);
      },
    };
  }

  #fail(messageId: string, problem: Problem): void {
    this.#context.messages.update(messageId, (message) => ({ ...message, state: 'failed', problem }));
  }

  /** The backend ended while a question was on its way to it: the store says whether it arrived. */
  async #settleUncertain(thread: Observable<Thread>, answerId: string): Promise<void> {
    this.#fail(answerId, localProblem('not-sent'));
    this.#context.events.onConversationChanged();
    const answer = this.#context.messages.get(answerId);
    const question = this.#questionOf(thread.get(), answerId);
    if (answer === undefined || question === null) return;
    const asked = { question, since: Date.parse(answer.createdAt) - CLOCK_SLACK_MS };
    const detail = await findAsked(this.#context.rest, thread.get().conversationId, asked).catch(() => null);
    if (detail === null) return;
    this.#byConversation.set(detail.id, thread);
    thread.patch({ conversationId: detail.id });
    this.#fill(thread, detail);
  }

  #questionOf(thread: Thread, answerId: string): string | null {
    const question = this.#context.messages.get(thread.messageIds[thread.messageIds.indexOf(answerId) - 1] ?? '');
    return question === undefined ? null : textOf(question);
  }

  async #read(thread: Observable<Thread>): Promise<void> {
    const { conversationId, messageIds } = thread.get();
    if (conversationId === null) return;
    thread.patch({ load: messageIds.length === 0 ? 'loading' : 'ready', problem: null });
    try {
      this.#fill(thread, await this.#context.rest.conversation(conversationId));
    } catch (error) {
      if (thread.get().messageIds.length === 0) thread.patch({ load: 'failed', problem: problemOf(error) });
    }
  }

  /** Takes the stored messages over; one that is built by events right now stays as it is. */
  #fill(thread: Observable<Thread>, detail: ConversationDetail): void {
    if (this.#byConversation.get(detail.id) !== thread) return;
    const { messages, runs } = this.#context;
    const before = thread.get().messageIds;
    const live = this.liveMessage(thread.get());
    const ids = detail.messages.map((stored) => {
      const isThatOne = stored.role === 'assistant' && live !== null && stored.run_id === live.runId;
      if (isThatOne) return live.id;
      const message = fromStored(stored);
      const lost = message.state === 'running' && message.runId !== null && this.#lostRuns.has(message.runId);
      messages.put(lost ? { ...message, state: 'interrupted' } : message);
      return stored.id;
    });
    const unsaid = live !== null && !ids.includes(live.id) ? before.slice(-2) : [];
    thread.patch({ load: 'ready', problem: null, messageIds: [...ids, ...unsaid] });
    messages.forget(before.filter((id) => !ids.includes(id) && !unsaid.includes(id)));
    this.#followActiveRun(thread, detail.active_run_id);
    if (runs.isLive(detail.active_run_id ?? '')) return;
    this.#forgetIfQuiet(thread);
  }

  #followActiveRun(thread: Observable<Thread>, runId: string | null): void {
    const { messages, runs, newId, now } = this.#context;
    if (runId === null || runs.isLive(runId) || this.#lostRuns.has(runId)) return;
    const ids = thread.get().messageIds;
    const stored = ids.find((id) => messages.get(id)?.runId === runId && messages.get(id)?.role === 'assistant');
    const id = stored ?? newId();
    if (stored === undefined) {
      messages.put(newMessage({ id, runId, role: 'assistant', state: 'running', createdAt: now().toISOString() }));
      thread.patch({ messageIds: [...ids, id] });
    }
    runs.follow(runId, this.#listener(thread, id));
  }
}

interface Asked {
  question: string;
  since: number;
}

/** The conversation in which a question was stored; a new one is looked for among the newest. */
async function findAsked(
  rest: RestClient,
  conversationId: string | null,
  { question, since }: Asked,
): Promise<ConversationDetail | null> {
  const candidates =
    conversationId === null
      ? (await rest.conversations()).filter((one) => Date.parse(one.created_at) >= since).map((one) => one.id)
      : [conversationId];
  for (const id of candidates) {
    const detail = await rest.conversation(id);
    const last = detail.messages.filter((message) => message.role === 'user').at(-1);
    if (last !== undefined && textOf(fromStored(last)) === question && Date.parse(last.created_at) >= since)
      return detail;
  }
  return null;
}
