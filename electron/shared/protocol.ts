/**
 * Generated from backend/protocol by `nox -s protocol`: change the models there, never this file.
 */
export const PROTOCOL_VERSION = 1;
export const SUBPROTOCOL = 'armature.v1';
export const BEARER_PREFIX = 'bearer.';
export const MAX_INPUT_CHARS = 200000;
/**
 * Everything that crosses between the shell and the backend.
 */
export type ProtocolModel =
  | Handshake
  | Listening
  | Ready
  | EngineFailed
  | Fatal
  | Check
  | SelfCheck
  | Health
  | Problem
  | Conversation
  | TextPart
  | ThoughtPart
  | ToolPart
  | ConversationMessage
  | ConversationDetail
  | NewConversation
  | ConversationPatch
  | SearchHit
  | ToolInfo
  | Agent
  | Provider
  | ProviderKey
  | ProviderTest
  | ProviderTestResult
  | Settings
  | SettingsPatch
  | Notice
  | Diagnostics
  | RunStart
  | RunResume
  | RunCancel
  | ApprovalReply
  | RunStarted
  | Token
  | Thought
  | ToolRequest
  | ToolResult
  | ApprovalRequest
  | Usage
  | RunFinished
  | RunCancelled
  | RunFailed
  | Error
  | EngineState
  | RunState
  | FinishReason
  | MessagePart
  | AnyRunEvent
  | ClientMessage
  | ServerMessage;
export type EngineState = 'loading' | 'ready' | 'failed';
export type RunState = 'running' | 'finished' | 'cancelled' | 'failed' | 'interrupted';
export type FinishReason = 'stop' | 'length' | 'tool_limit' | 'content_filter' | 'unknown';
export type MessagePart = TextPart | ThoughtPart | ToolPart;
export type AnyRunEvent =
  RunStarted | Token | Thought | ToolRequest | ToolResult | ApprovalRequest | RunFinished | RunCancelled | RunFailed;
export type ClientMessage = RunStart | RunResume | RunCancel | ApprovalReply;
export type ServerMessage =
  | RunStarted
  | Token
  | Thought
  | ToolRequest
  | ToolResult
  | ApprovalRequest
  | RunFinished
  | RunCancelled
  | RunFailed
  | Error;

/**
 * The one line that the shell writes to the backend's stdin before anything else.
 */
export interface Handshake {
  /**
   * the version of this protocol
   */
  protocol: 1;
  /**
   * base64url of 32 random bytes, unpadded as a rule; every later request must bring it
   */
  token: string;
  /**
   * the web origins that may use the port, and no others
   *
   * @minItems 1
   * @maxItems 16
   */
  origins: string[];
  /**
   * an absolute path; made if it is not there
   */
  data_dir: string;
  /**
   * an absolute path; made if it is not there
   */
  log_dir: string;
}
/**
 * The backend is bound; the port answers `/health` from now on.
 */
export interface Listening {
  event: 'listening';
  host: '127.0.0.1';
  /**
   * chosen by the system
   */
  port: number;
  /**
   * the process number of the backend
   */
  pid: number;
  /**
   * the version of this protocol
   */
  protocol: number;
  /**
   * of the product, from `product.json`
   */
  version: string;
}
/**
 * The agent engine is loaded: runs start at once from now on.
 */
export interface Ready {
  event: 'ready';
}
/**
 * The agent engine could not be loaded; conversations can still be read.
 */
export interface EngineFailed {
  event: 'engine-failed';
  /**
   * one sentence for a person; the log has the details
   */
  message: string;
}
/**
 * The last line of a backend that cannot go on.
 */
export interface Fatal {
  event: 'fatal';
  /**
   * stable, for programs, such as `data-dir-in-use`
   */
  code: string;
  /**
   * what happened, why, and what to do, for a person
   */
  message: string;
}
/**
 * One part of the installation that was tried.
 */
export interface Check {
  name: string;
  ok: boolean;
  /**
   * what was found, or what is wrong with it
   */
  detail: string;
}
/**
 * The answer to `--self-check`: whether this installation holds all that the program needs.
 */
export interface SelfCheck {
  event: 'self-check';
  /**
   * whether every part is well; if not, `fatal` follows and the exit code is 70
   */
  ok: boolean;
  checks: Check[];
}
/**
 * The answer of `GET /health`, for anyone: nothing in it is a secret.
 */
export interface Health {
  status: 'ok';
  /**
   * the version of this protocol
   */
  protocol: number;
  /**
   * of the product
   */
  version: string;
  /**
   * `loading`: runs wait; `ready`: they start at once; `failed`: they fail
   */
  engine: 'loading' | 'ready' | 'failed';
}
/**
 * What went wrong, why, and what to do, for a person and for a program.
 */
export interface Problem {
  /**
   * a stable code, such as `conversation-not-found`
   */
  type: string;
  /**
   * what happened, in one line
   */
  title: string;
  /**
   * why, and what to do about it
   */
  detail: string;
  /**
   * whether the same request may succeed later
   */
  retryable: boolean;
  /**
   * the HTTP status, on HTTP answers only
   */
  status: number | null;
}
/**
 * A conversation without its messages.
 */
export interface Conversation {
  id: string;
  /**
   * empty until the first question names it
   */
  title: string;
  /**
   * RFC 3339, UTC, milliseconds
   */
  created_at: string;
  /**
   * RFC 3339, UTC, milliseconds
   */
  updated_at: string;
  /**
   * the run that is going on in it
   */
  active_run_id: string | null;
}
/**
 * A piece of text in Markdown.
 */
export interface TextPart {
  type: 'text';
  text: string;
}
/**
 * A piece of the model's reasoning.
 */
export interface ThoughtPart {
  type: 'thought';
  text: string;
}
/**
 * A tool call, with its result once there is one.
 */
export interface ToolPart {
  type: 'tool';
  /**
   * as in the stream
   */
  call_id: string;
  /**
   * of the tool
   */
  name: string;
  /**
   * as the model wrote them
   */
  arguments: {
    [k: string]: unknown;
  };
  /**
   * what the tool answered; null while there is no answer
   */
  content: string | null;
  /**
   * whether it failed or was denied; null while there is no answer
   */
  is_error: boolean | null;
}
/**
 * One message: what the user asked, or what an agent answered in a run.
 */
export interface ConversationMessage {
  id: string;
  /**
   * the run that the message belongs to
   */
  run_id: string | null;
  role: 'user' | 'assistant';
  /**
   * all text parts, joined
   */
  text: string;
  /**
   * the message piece by piece, in the order in which it came
   */
  parts: (TextPart | ThoughtPart | ToolPart)[];
  /**
   * how the run of the message is, or how it ended
   */
  state: 'running' | 'finished' | 'cancelled' | 'failed' | 'interrupted';
  /**
   * why the run failed or was interrupted, as `run.failed` told it
   */
  problem: Problem | null;
  /**
   * RFC 3339, UTC, milliseconds
   */
  created_at: string;
}
/**
 * A conversation with its messages, oldest first.
 */
export interface ConversationDetail {
  id: string;
  /**
   * empty until the first question names it
   */
  title: string;
  /**
   * RFC 3339, UTC, milliseconds
   */
  created_at: string;
  /**
   * RFC 3339, UTC, milliseconds
   */
  updated_at: string;
  /**
   * the run that is going on in it
   */
  active_run_id: string | null;
  messages: ConversationMessage[];
}
/**
 * The body of `POST /conversations`.
 */
export interface NewConversation {
  /**
   * without one, the first question names it
   */
  title?: string | null;
}
/**
 * The body of `PATCH /conversations/{id}`.
 */
export interface ConversationPatch {
  title: string;
}
/**
 * A conversation that matches, with the place where it does.
 */
export interface SearchHit {
  conversation: Conversation;
  /**
   * null where the title matches
   */
  message_id: string | null;
  /**
   * plain text around the match
   */
  snippet: string;
}
/**
 * A tool that an agent may use.
 */
export interface ToolInfo {
  name: string;
  description: string;
  /**
   * whether the user is asked before each call
   */
  needs_approval: boolean;
}
/**
 * An agent that a run can be started with.
 */
export interface Agent {
  id: string;
  name: string;
  description: string;
  tools: ToolInfo[];
  /**
   * questions that show what it can do
   */
  suggestions: string[];
}
/**
 * Where the model's answers can come from.
 */
export interface Provider {
  id: string;
  name: string;
  description: string;
  /**
   * whether it works only with the setting `base_url`
   */
  needs_base_url: boolean;
  /**
   * whether it works only with the setting `model`
   */
  needs_model: boolean;
  /**
   * whether a key can be kept for it
   */
  takes_key: boolean;
  /**
   * whether a key is kept for it; the key itself is never told
   */
  has_key: boolean;
  /**
   * where a key is, or would be, kept: memory is this run only
   */
  key_storage: 'keychain' | 'memory';
}
/**
 * The body of `PUT /providers/{id}/key`.
 */
export interface ProviderKey {
  key: string;
}
/**
 * The body of `POST /providers/{id}/test`: what is in the form, before it is saved.
 */
export interface ProviderTest {
  /**
   * absent: the saved one
   */
  base_url?: string | null;
  /**
   * absent: the saved one
   */
  model?: string | null;
  /**
   * absent or empty: the saved one, if it is for this server
   */
  key?: string | null;
}
/**
 * Whether the provider answered, and with what.
 */
export interface ProviderTestResult {
  ok: boolean;
  /**
   * what was found, in one line
   */
  title: string;
  /**
   * why, and what to do about it
   */
  detail: string;
  /**
   * the models that the server names
   */
  models: string[];
}
/**
 * The backend's settings; keys are never among them.
 */
export interface Settings {
  /**
   * the id of one that `GET /providers` names
   */
  provider: string;
  /**
   * where the model's server is, such as `https://api.example.com/v1`
   */
  base_url: string | null;
  /**
   * the model's name, as its server knows it
   */
  model: string | null;
  /**
   * the folder that the file tools may use
   */
  workspace: string | null;
}
/**
 * The body of `PATCH /settings`: a field that is absent stays; null empties it.
 */
export interface SettingsPatch {
  /**
   * null: the first one
   */
  provider?: string | null;
  /**
   * begins with http:// or https://, and holds no password
   */
  base_url?: string | null;
  model?: string | null;
  /**
   * an absolute path of a folder that exists
   */
  workspace?: string | null;
}
/**
 * Something that happened without the user's doing, and that they are told once.
 */
export interface Notice {
  /**
   * such as `database-set-aside`: the database was damaged, and a new one begun
   */
  id: string;
  /**
   * what happened, in one line
   */
  title: string;
  /**
   * why, and what to do about it
   */
  detail: string;
}
/**
 * What a support archive says about the backend; nothing in it is a secret or the text of a message.
 */
export interface Diagnostics {
  /**
   * of the product
   */
  version: string;
  /**
   * the version of this protocol
   */
  protocol: number;
  /**
   * its version
   */
  python: string;
  /**
   * operating system and architecture
   */
  platform: string;
  pid: number;
  uptime_seconds: number;
  /**
   * as in `Health`
   */
  engine: string;
  /**
   * why the engine could not be loaded
   */
  engine_error: string | null;
  /**
   * versions, by name
   */
  packages: {
    [k: string]: string;
  };
  /**
   * the vendor's plug-ins, each with how its loading came out
   */
  plugins: {
    [k: string]: string;
  };
  /**
   * its versions, its size in bytes, and counts of rows
   */
  database: {
    [k: string]: number | string;
  };
  settings: Settings;
  /**
   * where keys are kept, and why there
   */
  keychain: string;
  /**
   * counts, by name
   */
  runs: {
    [k: string]: number;
  };
}
/**
 * Start a run; without a conversation a new one is made.
 */
export interface RunStart {
  type: 'run.start';
  /**
   * chosen by the client; comes back with `run.started` or `error`
   */
  request_id: string;
  /**
   * absent: a new one is made
   */
  conversation_id?: string | null;
  /**
   * the id of one that `GET /agents` names; absent: the first one
   */
  agent?: string | null;
  /**
   * what the user asks
   */
  input: string;
  /**
   * false: the last message names no long `text`, for all of its tokens came before it
   */
  whole_text?: boolean;
}
/**
 * Replay every message of a run with `seq` greater than `after` (-1: all of them), then go on live.
 */
export interface RunResume {
  type: 'run.resume';
  run_id: string;
  /**
   * the last `seq` that the client has
   */
  after: number;
  /**
   * false: the last message names no long `text`, for all of its tokens came before it
   */
  whole_text?: boolean;
}
/**
 * Stop a run, its upstream request and its running tool included.
 */
export interface RunCancel {
  type: 'run.cancel';
  run_id: string;
}
/**
 * Answer a tool's request to run.
 */
export interface ApprovalReply {
  type: 'approval.reply';
  run_id: string;
  /**
   * of the `approval.request`
   */
  call_id: string;
  /**
   * whether the tool may run
   */
  approved: boolean;
  /**
   * why not, for the model to read
   */
  reason?: string | null;
}
/**
 * The run is stored and begins; always `seq` 0.
 */
export interface RunStarted {
  run_id: string;
  /**
   * counts from 0 without gaps
   */
  seq: number;
  type: 'run.started';
  /**
   * of the `run.start`
   */
  request_id: string;
  /**
   * where the answer is written
   */
  conversation_id: string;
  /**
   * the id of the agent that answers
   */
  agent: string;
}
/**
 * A piece of the answer: the first at once, the rest coalesced over 12-16 ms.
 */
export interface Token {
  run_id: string;
  /**
   * counts from 0 without gaps
   */
  seq: number;
  type: 'token';
  /**
   * to be appended to what has come so far; Markdown
   */
  text: string;
  /**
   * the name of the agent that says it
   */
  source: string;
}
/**
 * A piece of the model's reasoning, where it shows any.
 */
export interface Thought {
  run_id: string;
  /**
   * counts from 0 without gaps
   */
  seq: number;
  type: 'thought';
  /**
   * to be appended to the thought so far
   */
  text: string;
}
/**
 * The agent calls a tool.
 */
export interface ToolRequest {
  run_id: string;
  /**
   * counts from 0 without gaps
   */
  seq: number;
  type: 'tool.request';
  /**
   * ties request, approval and result together; unique in its run
   */
  call_id: string;
  /**
   * of the tool
   */
  name: string;
  /**
   * as the model wrote them
   */
  arguments: {
    [k: string]: unknown;
  };
}
/**
 * A tool answered, failed, or was denied.
 */
export interface ToolResult {
  run_id: string;
  /**
   * counts from 0 without gaps
   */
  seq: number;
  type: 'tool.result';
  /**
   * of the `tool.request`
   */
  call_id: string;
  /**
   * of the tool
   */
  name: string;
  /**
   * what the tool answered, or why it did not
   */
  content: string;
  /**
   * whether it failed or was denied
   */
  is_error: boolean;
}
/**
 * A tool waits for the user's word.
 */
export interface ApprovalRequest {
  run_id: string;
  /**
   * counts from 0 without gaps
   */
  seq: number;
  type: 'approval.request';
  /**
   * of the `tool.request`
   */
  call_id: string;
  /**
   * of the tool
   */
  name: string;
  /**
   * what it would be called with
   */
  arguments: {
    [k: string]: unknown;
  };
  /**
   * why the user is asked, in one sentence
   */
  why: string;
}
/**
 * Tokens as the model's server counted them; 0 where it does not tell.
 */
export interface Usage {
  input_tokens: number;
  output_tokens: number;
}
/**
 * The whole answer; the last message of the run.
 */
export interface RunFinished {
  run_id: string;
  /**
   * counts from 0 without gaps
   */
  seq: number;
  type: 'run.finished';
  /**
   * all tokens, joined
   */
  text: string;
  usage: Usage;
  /**
   * why the model stopped; `length`: at a limit, so the answer may lack its end
   */
  finish_reason: 'stop' | 'length' | 'tool_limit' | 'content_filter' | 'unknown';
}
/**
 * The run was stopped; `text` is what had come so far. The last message of the run.
 */
export interface RunCancelled {
  run_id: string;
  /**
   * counts from 0 without gaps
   */
  seq: number;
  type: 'run.cancelled';
  /**
   * all tokens so far, joined
   */
  text: string;
}
/**
 * The run could not go on; the text so far stays in the conversation. The last message of the run.
 */
export interface RunFailed {
  run_id: string;
  /**
   * counts from 0 without gaps
   */
  seq: number;
  type: 'run.failed';
  problem: Problem;
}
/**
 * The answer to a client message that is not of this protocol or cannot be followed; the socket stays open.
 */
export interface Error {
  type: 'error';
  /**
   * of a `run.start` that it answers, where it could be read
   */
  request_id: string | null;
  /**
   * of any other message that it answers, where it could be read
   */
  run_id: string | null;
  problem: Problem;
}
