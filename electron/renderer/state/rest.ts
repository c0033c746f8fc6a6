/** The REST interface of the backend: typed calls, answers checked, failures as `ProblemError`. */
import * as z from 'zod/mini';
import type { BackendConnection } from '../../shared/ipc';
import type {
  Agent,
  Conversation,
  ConversationDetail,
  Notice,
  Provider,
  ProviderTest,
  ProviderTestResult,
  SearchHit,
  Settings,
  SettingsPatch,
} from '../../shared/protocol';
import { ProblemError, localProblem } from '../protocol/problem';
import {
  agentListSchema,
  conversationDetailSchema,
  conversationListSchema,
  conversationSchema,
  noticeListSchema,
  problemSchema,
  providerListSchema,
  providerTestResultSchema,
  searchHitListSchema,
  settingsSchema,
} from '../protocol/schemas';
import { readJson, readText } from './readText';

export type ExportFormat = 'markdown' | 'json';

/** A backend that only just listens answers 503 until its routes are there. */
const BUSY_STATUS = 503;
const BUSY_RETRIES = 20;
const BUSY_WAIT_MS = 250;

interface RequestOptions {
  method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  body?: unknown;
  signal?: AbortSignal | undefined;
}

const segment = encodeURIComponent;

export class RestClient {
  #target: BackendConnection | null = null;
  readonly #fetch: typeof fetch;

  constructor(fetchFunction: typeof fetch = (input, init) => fetch(input, init)) {
    this.#fetch = fetchFunction;
  }

  setTarget(target: BackendConnection | null): void {
    this.#target = target;
  }

  conversations(): Promise<Conversation[]> {
    return this.#json('/conversations', conversationListSchema);
  }

  conversation(id: string): Promise<ConversationDetail> {
    return this.#json(`/conversations/${segment(id)}?whole_text=false`, conversationDetailSchema);
  }

  rename(id: string, title: string): Promise<Conversation> {
    return this.#json(`/conversations/${segment(id)}`, conversationSchema, { method: 'PATCH', body: { title } });
  }

  async remove(id: string): Promise<void> {
    await this.#request(`/conversations/${segment(id)}`, { method: 'DELETE' });
  }

  search(query: string, signal?: AbortSignal): Promise<SearchHit[]> {
    return this.#json(`/conversations/search?q=${segment(query)}`, searchHitListSchema, { signal });
  }

  async exportConversation(id: string, format: ExportFormat): Promise<string> {
    const response = await this.#request(`/conversations/${segment(id)}/export?format=${format}`);
    return readText(response);
  }

  agents(): Promise<Agent[]> {
    return this.#json('/agents', agentListSchema);
  }

  providers(): Promise<Provider[]> {
    return this.#json('/providers', providerListSchema);
  }

  async setKey(provider: string, key: string): Promise<void> {
    await this.#request(`/providers/${segment(provider)}/key`, { method: 'PUT', body: { key } });
  }

  async removeKey(provider: string): Promise<void> {
    await this.#request(`/providers/${segment(provider)}/key`, { method: 'DELETE' });
  }

  testProvider(provider: string, form: ProviderTest): Promise<ProviderTestResult> {
    return this.#json(`/providers/${segment(provider)}/test`, providerTestResultSchema, { method: 'POST', body: form });
  }

  notices(): Promise<Notice[]> {
    return this.#json('/notices', noticeListSchema);
  }

  async dismissNotice(id: string): Promise<void> {
    await this.#request(`/notices/${segment(id)}`, { method: 'DELETE' });
  }

  settings(): Promise<Settings> {
    return this.#json('/settings', settingsSchema);
  }

  changeSettings(patch: SettingsPatch): Promise<Settings> {
    return this.#json('/settings', settingsSchema, { method: 'PATCH', body: patch });
  }

  async #json<T>(path: string, schema: z.ZodMiniType<T>, options: RequestOptions = {}): Promise<T> {
    const response = await this.#request(path, options);
    const answer = schema.safeParse(await readJson(response));
    if (!answer.success) throw new ProblemError(localProblem('answer-not-understood', z.prettifyError(answer.error)));
    return answer.data;
  }

  async #request(path: string, options: RequestOptions = {}): Promise<Response> {
    for (let attempt = 0; ; attempt += 1) {
      const response = await this.#attempt(path, options);
      if (response.ok) return response;
      if (response.status !== BUSY_STATUS || attempt >= BUSY_RETRIES) throw await readProblem(response);
      await new Promise((resolve) => setTimeout(resolve, BUSY_WAIT_MS));
    }
  }

  async #attempt(path: string, { method = 'GET', body, signal }: RequestOptions): Promise<Response> {
    if (this.#target === null) throw new ProblemError(localProblem('backend-not-connected'));
    const headers: Record<string, string> = { Authorization: `Bearer ${this.#target.token}` };
    const init: RequestInit = { method, headers, cache: 'no-store', credentials: 'omit' };
    if (body !== undefined) {
      headers['Content-Type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    if (signal !== undefined) init.signal = signal;
    try {
      return await this.#fetch(`http://127.0.0.1:${this.#target.port}${path}`, init);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw new ProblemError(localProblem('backend-unreachable', error instanceof Error ? error.message : ''));
    }
  }
}

async function readProblem(response: Response): Promise<ProblemError> {
  const body = await readJson(response);
  const problem = problemSchema.safeParse(
    typeof body === 'object' ? { status: null, retryable: false, ...body } : body,
  );
  if (problem.success) return new ProblemError(problem.data);
  return new ProblemError({
    ...localProblem('answer-not-understood', `HTTP ${response.status}`),
    status: response.status,
  });
}
