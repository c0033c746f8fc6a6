/** A backend inside the page: REST from memory, and a socket whose frames the test sends by hand. */
import type {
  Agent,
  ClientMessage,
  Conversation,
  ConversationDetail,
  Notice,
  Problem,
  Provider,
  SearchHit,
  ServerMessage,
  Settings,
} from '../../../../electron/shared/protocol';
import { AGENT, DEMO, OPENAI, SETTINGS } from './recordings';

interface Answer {
  status: number;
  body: unknown;
}

const NOT_FOUND: Problem = {
  type: 'conversation-not-found',
  title: 'There is no such conversation',
  detail: 'It may have been deleted.',
  retryable: false,
  status: 404,
};

export class FakeBackend {
  conversations: ConversationDetail[] = [];
  agents: Agent[] = [AGENT];
  providers: Provider[] = [DEMO, OPENAI];
  settings: Settings = SETTINGS;
  hits: SearchHit[] = [];
  notices: Notice[] = [];
  testResult = {
    ok: true,
    title: 'The server answers',
    detail: 'It names 2 models.',
    models: ['small-model', 'large-model'],
  };
  /** Answers before anything else does, where it has one. */
  override: (method: string, path: string) => Answer | Promise<Answer | undefined> | undefined = () => undefined;
  /** Every REST request, as `METHOD /path`. */
  readonly requests: string[] = [];
  readonly bodies: unknown[] = [];
  readonly sockets: FakeSocket[] = [];
  readonly received: ClientMessage[] = [];
  /** What a new socket does by itself. */
  opens = true;

  get socket(): FakeSocket {
    const socket = this.sockets.at(-1);
    if (socket === undefined) throw new Error('no socket was opened');
    return socket;
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : String(input));
    const method = init?.method ?? 'GET';
    const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    this.requests.push(`${method} ${url.pathname}${url.search}`);
    this.bodies.push(body);
    const { status, body: answer } = (await this.override(method, url.pathname)) ?? this.#answer(method, url, body);
    if (status === 204) return new Response(null, { status });
    return new Response(typeof answer === 'string' ? answer : JSON.stringify(answer), { status });
  };

  readonly openSocket = (url: string, protocols: string[]): WebSocket => {
    const socket = new FakeSocket(url, protocols, this);
    this.sockets.push(socket);
    if (this.opens)
      queueMicrotask(() => {
        socket.open();
      });
    return socket as unknown as WebSocket;
  };

  /** Sends a frame over the socket of the moment. */
  send(...messages: ServerMessage[]): void {
    for (const message of messages) this.socket.onmessage?.({ data: JSON.stringify(message) });
  }

  #answer(method: string, url: URL, body: unknown): Answer {
    const ok = (answer: unknown): Answer => ({ status: 200, body: answer });
    const [, collection, id = '', action] = url.pathname.split('/');
    if (collection === 'agents') return ok(this.agents);
    if (collection === 'providers') return this.#provider(method, id, action);
    if (collection === 'notices') {
      if (method !== 'DELETE') return ok(this.notices);
      this.notices = this.notices.filter((notice) => notice.id !== id);
      return { status: 204, body: null };
    }
    if (collection === 'settings') {
      if (method === 'PATCH') this.settings = { ...this.settings, ...(body as Partial<Settings>) };
      return ok(this.settings);
    }
    if (collection !== 'conversations') return { status: 404, body: NOT_FOUND };
    if (id === '') return ok(this.conversations.map(headOf));
    if (id === 'search') return ok(this.hits);
    return this.#conversation(method, decodeURIComponent(id), action, body);
  }

  #conversation(method: string, id: string, action: string | undefined, body: unknown): Answer {
    const found = this.conversations.find((one) => one.id === id);
    if (found === undefined) return { status: 404, body: NOT_FOUND };
    if (action === 'export') return { status: 200, body: `# ${found.title}\n` };
    if (method === 'DELETE') {
      this.conversations = this.conversations.filter((one) => one !== found);
      return { status: 204, body: null };
    }
    if (method === 'PATCH') {
      const renamed = { ...found, ...(body as { title: string }) };
      this.conversations = this.conversations.map((one) => (one === found ? renamed : one));
      return { status: 200, body: headOf(renamed) };
    }
    return { status: 200, body: found };
  }

  #provider(method: string, id: string, action: string | undefined): Answer {
    if (action === 'test') return { status: 200, body: this.testResult };
    if (action !== 'key') return { status: 200, body: this.providers };
    const has_key = method === 'PUT';
    this.providers = this.providers.map((one) => (one.id === id ? { ...one, has_key } : one));
    return { status: 204, body: null };
  }
}

function headOf({ id, title, created_at, updated_at, active_run_id }: ConversationDetail): Conversation {
  return { id, title, created_at, updated_at, active_run_id };
}

/** The part of a WebSocket that the connection uses. */
export class FakeSocket {
  readyState: number = WebSocket.CONNECTING;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;

  constructor(
    readonly url: string,
    readonly protocols: string[],
    private readonly backend: FakeBackend,
  ) {}

  open(): void {
    if (this.readyState !== WebSocket.CONNECTING) return;
    this.readyState = WebSocket.OPEN;
    this.onopen?.();
  }

  send(data: string): void {
    this.backend.received.push(JSON.parse(data) as ClientMessage);
  }

  /** From this side. */
  close(): void {
    this.readyState = WebSocket.CLOSED;
  }

  /** From the other side, without a word. */
  break(): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.();
  }
}
