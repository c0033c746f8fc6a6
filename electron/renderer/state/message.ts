/** A message of a thread, and how the events of a run build the assistant's one. Pure. */
import type { AnyRunEvent, ConversationMessage, FinishReason, Problem, RunState, Usage } from '../../shared/protocol';

export interface TextPart {
  readonly type: 'text';
  readonly text: string;
}

export interface ThoughtPart {
  readonly type: 'thought';
  readonly text: string;
}

/** The user's word on a tool call: asked for, given, and not needed any more once the tool answered. */
export interface Approval {
  readonly why: string;
  readonly reply: { readonly approved: boolean; readonly reason: string | null } | null;
}

export interface ToolPart {
  readonly type: 'tool';
  readonly callId: string;
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly result: { readonly content: string; readonly isError: boolean } | null;
  readonly approval: Approval | null;
}

export type Part = TextPart | ThoughtPart | ToolPart;

/** `sending` is before the backend has said that the run is stored. */
export type MessageState = RunState | 'sending';

export interface Message {
  readonly id: string;
  readonly runId: string | null;
  readonly role: 'user' | 'assistant';
  readonly parts: readonly Part[];
  readonly state: MessageState;
  readonly createdAt: string;
  readonly problem: Problem | null;
  readonly usage: Usage | null;
  readonly finishReason: FinishReason | null;
}

export function newMessage(fields: Pick<Message, 'id' | 'role' | 'state' | 'createdAt'> & Partial<Message>): Message {
  return { runId: null, parts: [], problem: null, usage: null, finishReason: null, ...fields };
}

export function fromStored(stored: ConversationMessage): Message {
  const parts = stored.parts.map((part): Part => {
    if (part.type !== 'tool') return part;
    const result = part.content === null ? null : { content: part.content, isError: part.is_error === true };
    return { type: 'tool', callId: part.call_id, name: part.name, arguments: part.arguments, result, approval: null };
  });
  return newMessage({
    id: stored.id,
    runId: stored.run_id,
    role: stored.role,
    state: stored.state,
    problem: stored.problem,
    createdAt: stored.created_at,
    parts: parts.length > 0 || stored.text === '' ? parts : [{ type: 'text', text: stored.text }],
  });
}

export function isLive(message: Message): boolean {
  return message.state === 'running' || message.state === 'sending';
}

/** All text parts, joined: what "copy" copies and "retry" sends. */
export function textOf(message: Message): string {
  return message.parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

export function pendingApprovals(message: Message): ToolPart[] {
  if (message.state !== 'running') return [];
  return message.parts.filter(
    (part): part is ToolPart =>
      part.type === 'tool' && part.result === null && part.approval !== null && part.approval.reply === null,
  );
}

function appendText(parts: readonly Part[], type: 'text' | 'thought', text: string): readonly Part[] {
  const last = parts.at(-1);
  if (last?.type !== type) return [...parts, { type, text }];
  return [...parts.slice(0, -1), { type, text: last.text + text }];
}

export function changeTool(message: Message, callId: string, change: (tool: ToolPart) => ToolPart): Message {
  const parts = message.parts.map((part) => (part.type === 'tool' && part.callId === callId ? change(part) : part));
  return { ...message, parts };
}

function withTool(message: Message, event: { call_id: string; name: string }, change: Partial<ToolPart>): Message {
  const known = message.parts.some((part) => part.type === 'tool' && part.callId === event.call_id);
  if (known) return changeTool(message, event.call_id, (tool) => ({ ...tool, ...change }));
  const tool: ToolPart = {
    type: 'tool',
    callId: event.call_id,
    name: event.name,
    arguments: {},
    result: null,
    approval: null,
    ...change,
  };
  return { ...message, parts: [...message.parts, tool] };
}

/** The end of a run names its whole text: what tools left between the pieces of it stays where it is. */
function withFinalText(message: Message, text: string): Message {
  if (text === '' || textOf(message) !== '') return message;
  return { ...message, parts: [...message.parts, { type: 'text', text }] };
}

/** The message after one more event of its run; events come in order, each once. */
export function applyEvent(message: Message, event: AnyRunEvent): Message {
  switch (event.type) {
    case 'run.started':
      // A replay from the beginning builds the message anew: what the store had of it is dropped here.
      return { ...message, runId: event.run_id, state: 'running', parts: [], problem: null };
    case 'token':
      return { ...message, parts: appendText(message.parts, 'text', event.text) };
    case 'thought':
      return { ...message, parts: appendText(message.parts, 'thought', event.text) };
    case 'tool.request':
      return withTool(message, event, { arguments: event.arguments });
    case 'approval.request':
      return withTool(message, event, { arguments: event.arguments, approval: { why: event.why, reply: null } });
    case 'tool.result':
      return withTool(message, event, { result: { content: event.content, isError: event.is_error } });
    case 'run.finished':
      return {
        ...withFinalText(message, event.text),
        state: 'finished',
        usage: event.usage,
        finishReason: event.finish_reason,
      };
    case 'run.cancelled':
      return { ...withFinalText(message, event.text), state: 'cancelled' };
    case 'run.failed':
      return event.problem.type === 'run-interrupted'
        ? { ...message, state: 'interrupted' }
        : { ...message, state: 'failed', problem: event.problem };
  }
}
