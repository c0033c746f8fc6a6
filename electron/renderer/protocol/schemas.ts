/**
 * What the backend sends, checked once where it comes in; the types are those that are generated from its models.
 */
import * as z from 'zod/mini';
import type * as wire from '../../shared/protocol';

// The content security policy forbids the code generation that zod would otherwise try.
z.config({ jitless: true });

const text = z.string();
const nullableText = z.nullable(z.string());
const runEvent = { run_id: text, seq: z.int().check(z.nonnegative()) };
const toolArguments = z.record(z.string(), z.unknown());

export const problemSchema = z.object({
  type: text,
  title: text,
  detail: text,
  retryable: z.boolean(),
  status: z.nullable(z.number()),
}) satisfies z.ZodMiniType<wire.Problem>;

/** Ordered by how often a message comes: a stream is tokens, mostly. */
export const serverMessageSchema = z.discriminatedUnion('type', [
  z.object({ ...runEvent, type: z.literal('token'), text, source: text }),
  z.object({ ...runEvent, type: z.literal('thought'), text }),
  z.object({ ...runEvent, type: z.literal('tool.request'), call_id: text, name: text, arguments: toolArguments }),
  z.object({
    ...runEvent,
    type: z.literal('tool.result'),
    call_id: text,
    name: text,
    content: text,
    is_error: z.boolean(),
  }),
  z.object({
    ...runEvent,
    type: z.literal('approval.request'),
    call_id: text,
    name: text,
    arguments: toolArguments,
    why: text,
  }),
  z.object({
    ...runEvent,
    type: z.literal('run.started'),
    request_id: text,
    conversation_id: text,
    agent: text,
  }),
  z.object({
    ...runEvent,
    type: z.literal('run.finished'),
    text,
    usage: z.object({ input_tokens: z.number(), output_tokens: z.number() }),
    finish_reason: z.enum(['stop', 'length', 'tool_limit', 'content_filter', 'unknown']),
  }),
  z.object({ ...runEvent, type: z.literal('run.cancelled'), text }),
  z.object({ ...runEvent, type: z.literal('run.failed'), problem: problemSchema }),
  z.object({ type: z.literal('error'), request_id: nullableText, run_id: nullableText, problem: problemSchema }),
]) satisfies z.ZodMiniType<wire.ServerMessage>;

const conversationFields = {
  id: text,
  title: text,
  created_at: text,
  updated_at: text,
  active_run_id: nullableText,
};

export const conversationSchema = z.object(conversationFields) satisfies z.ZodMiniType<wire.Conversation>;
export const conversationListSchema = z.array(conversationSchema);

const messagePartSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('text'), text }),
  z.object({ type: z.literal('thought'), text }),
  z.object({
    type: z.literal('tool'),
    call_id: text,
    name: text,
    arguments: toolArguments,
    content: nullableText,
    is_error: z.nullable(z.boolean()),
  }),
]) satisfies z.ZodMiniType<wire.MessagePart>;

export const conversationDetailSchema = z.object({
  ...conversationFields,
  messages: z.array(
    z.object({
      id: text,
      run_id: nullableText,
      role: z.enum(['user', 'assistant']),
      text,
      parts: z.array(messagePartSchema),
      state: z.enum(['running', 'finished', 'cancelled', 'failed', 'interrupted']),
      problem: z.nullable(problemSchema),
      created_at: text,
    }),
  ),
}) satisfies z.ZodMiniType<wire.ConversationDetail>;

export const searchHitListSchema = z.array(
  z.object({ conversation: conversationSchema, message_id: nullableText, snippet: text }),
) satisfies z.ZodMiniType<wire.SearchHit[]>;

export const agentListSchema = z.array(
  z.object({
    id: text,
    name: text,
    description: text,
    tools: z.array(z.object({ name: text, description: text, needs_approval: z.boolean() })),
    suggestions: z.array(text),
  }),
) satisfies z.ZodMiniType<wire.Agent[]>;

export const providerListSchema = z.array(
  z.object({
    id: text,
    name: text,
    description: text,
    needs_base_url: z.boolean(),
    needs_model: z.boolean(),
    takes_key: z.boolean(),
    has_key: z.boolean(),
    key_storage: z.enum(['keychain', 'memory']),
  }),
) satisfies z.ZodMiniType<wire.Provider[]>;

export const providerTestResultSchema = z.object({
  ok: z.boolean(),
  title: text,
  detail: text,
  models: z.array(text),
}) satisfies z.ZodMiniType<wire.ProviderTestResult>;

export const noticeListSchema = z.array(z.object({ id: text, title: text, detail: text })) satisfies z.ZodMiniType<
  wire.Notice[]
>;

export const settingsSchema = z.object({
  provider: text,
  base_url: nullableText,
  model: nullableText,
  workspace: nullableText,
}) satisfies z.ZodMiniType<wire.Settings>;
