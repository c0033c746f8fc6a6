/** Answers and frames as a backend sent them, cut to what the tests need. */
import type {
  Agent,
  AnyRunEvent,
  Conversation,
  ConversationDetail,
  ConversationMessage,
  Provider,
  Settings,
} from '../../../../electron/shared/protocol';

export const AGENT: Agent = {
  id: 'assistant',
  name: 'Assistant',
  description:
    'A helper that works on this machine: it calculates, tells the time, and lists, searches and reads the text files of the folder that you choose. It asks before it writes.',
  tools: [
    { name: 'calculator', description: 'Works out an arithmetic expression exactly.', needs_approval: false },
    { name: 'clock', description: 'Tells the date and the time, here or in another time zone.', needs_approval: false },
    { name: 'list_files', description: 'Lists the files of a folder in the workspace.', needs_approval: false },
    { name: 'search_files', description: 'Looks for text in the files of the workspace.', needs_approval: false },
    { name: 'read_file', description: 'Reads a text file of the workspace.', needs_approval: false },
    { name: 'write_file', description: 'Writes a text file into the workspace.', needs_approval: true },
  ],
  suggestions: [
    'What can you do?',
    'What is 12 * (3 + 4)?',
    'What time is it in Tokyo?',
    'List the files in my workspace',
  ],
};

export const DEMO: Provider = {
  id: 'demo',
  name: 'Demo model',
  description: 'Built in, works offline. It follows rules and is no language model.',
  needs_base_url: false,
  needs_model: false,
  takes_key: false,
  has_key: false,
  key_storage: 'keychain',
};

export const OPENAI: Provider = {
  id: 'openai-compatible',
  name: 'OpenAI-compatible server',
  description: 'Any server that speaks the OpenAI protocol, on this machine or elsewhere.',
  needs_base_url: true,
  needs_model: true,
  takes_key: true,
  has_key: false,
  key_storage: 'memory',
};

export const SETTINGS: Settings = { provider: 'demo', base_url: null, model: null, workspace: null };

export function conversation(id: string, title: string, fields: Partial<Conversation> = {}): Conversation {
  const at = '2026-11-20T10:00:00.000Z';
  return { id, title, created_at: at, updated_at: at, active_run_id: null, ...fields };
}

export function message(
  id: string,
  role: ConversationMessage['role'],
  text: string,
  fields: Partial<ConversationMessage> = {},
): ConversationMessage {
  return {
    id,
    run_id: role === 'assistant' ? `run-of-${id}` : null,
    role,
    text,
    parts: [{ type: 'text', text }],
    state: 'finished',
    problem: null,
    created_at: '2026-11-20T10:00:00.000Z',
    ...fields,
  };
}

export function detail(head: Conversation, messages: ConversationMessage[]): ConversationDetail {
  return { ...head, messages };
}

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;
/** An event without the two fields that `numbered` gives it. */
export type EventBody = Without<AnyRunEvent, 'run_id' | 'seq'>;

/** Events of one run, numbered from 0 as the backend does it. */
export function numbered(runId: string, bodies: readonly EventBody[]): AnyRunEvent[] {
  return bodies.map((body, seq) => ({ ...body, run_id: runId, seq }));
}

/** The answer to "What is 12 * (3 + 4)?", as the demo model and the calculator gave it. */
export function calculatorRun(requestId: string, conversationId: string): EventBody[] {
  return [
    { type: 'run.started', request_id: requestId, conversation_id: conversationId, agent: 'assistant' },
    { type: 'token', text: 'Let me work that out', source: 'assistant' },
    { type: 'token', text: ' with the calculator.\n\n', source: 'assistant' },
    { type: 'tool.request', call_id: 'call-1', name: 'calculator', arguments: { expression: '12 * (3 + 4)' } },
    { type: 'tool.result', call_id: 'call-1', name: 'calculator', content: '84', is_error: false },
    { type: 'token', text: 'The result is **84**', source: 'assistant' },
    { type: 'token', text: '.', source: 'assistant' },
    {
      type: 'run.finished',
      text: 'Let me work that out with the calculator.\n\nThe result is **84**.',
      usage: { input_tokens: 120, output_tokens: 24 },
      finish_reason: 'stop',
    },
  ];
}
