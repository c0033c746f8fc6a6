/** The list of conversations by the days of their last change. Pure. */
import type { Conversation, SearchHit } from '../../shared/protocol';
import { dayGroup, type DayGroup } from '../i18n/dates';

export interface ConversationGroup {
  readonly key: string;
  readonly day: DayGroup;
  readonly items: readonly Conversation[];
}

function keyOf(day: DayGroup): string {
  return typeof day === 'string' ? day : `${day.year}-${day.month}`;
}

/** The conversations that changed last, newest first, whatever the order of the answer. */
export function newest(conversations: readonly Conversation[], count: number): Conversation[] {
  return [...conversations].sort((a, b) => Date.parse(b.updated_at) - Date.parse(a.updated_at)).slice(0, count);
}

/** Keeps the order within each day. */
export function groupByDay(conversations: readonly Conversation[], now: Date): ConversationGroup[] {
  const groups = new Map<string, { day: DayGroup; items: Conversation[] }>();
  for (const conversation of conversations) {
    const day = dayGroup(new Date(conversation.updated_at), now);
    const group = groups.get(keyOf(day)) ?? { day, items: [] };
    group.items.push(conversation);
    groups.set(keyOf(day), group);
  }
  return [...groups].map(([key, group]) => ({ key, ...group }));
}

export interface ConversationHits {
  readonly conversation: Conversation;
  /** The messages that match; none where only the title does. */
  readonly messages: readonly { readonly id: string; readonly snippet: string }[];
}

/** Each conversation once, with all the places in it that match, in the order of the answer. */
export function groupHits(hits: readonly SearchHit[]): ConversationHits[] {
  const groups = new Map<string, { conversation: Conversation; messages: { id: string; snippet: string }[] }>();
  for (const hit of hits) {
    const group = groups.get(hit.conversation.id) ?? { conversation: hit.conversation, messages: [] };
    if (hit.message_id !== null) group.messages.push({ id: hit.message_id, snippet: hit.snippet });
    groups.set(hit.conversation.id, group);
  }
  return [...groups.values()];
}
