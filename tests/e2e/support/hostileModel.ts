/** A model server that answers whatever a test wants it to, and a stranger that must never be asked anything. */
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo } from 'node:net';
import type { RunningApp } from './app';

export interface ToolCallOfModel {
  name: string;
  /** As the model writes it; JSON as a rule. */
  arguments: string;
}

export interface ModelAnswer {
  text?: string;
  thought?: string;
  calls?: ToolCallOfModel[];
  /** Instead of an answer: an error with this body. */
  error?: string;
}

interface ChatRequest {
  messages: { role: string; content?: unknown }[];
}

/** How much of an answer goes out at once. */
const PIECE_CHARS = 16_384;

export class HostileModel {
  private readonly answers = new Map<string, ModelAnswer>();

  private constructor(private readonly server: http.Server) {}

  static async start(): Promise<HostileModel> {
    const server = http.createServer();
    const model = new HostileModel(server);
    server.on('request', (request, response) => {
      void model.answer(request, response);
    });
    await listen(server);
    return model;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  /** What is answered to a question; after its tool calls have been answered, "done". */
  on(question: string, answer: ModelAnswer): void {
    this.answers.set(question, answer);
  }

  /** Makes the app use this server. */
  async serve(app: RunningApp): Promise<void> {
    await app.changeSettings({ provider: 'openai-compatible', base_url: this.url, model: 'hostile' });
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  private async answer(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const { messages } = JSON.parse(Buffer.concat(pieces).toString('utf8')) as ChatRequest;
    const last = messages.at(-1);
    const answer = (last?.role === 'user' ? this.answers.get(wordsOf(last.content)) : undefined) ?? { text: 'done' };
    if (answer.error !== undefined) {
      response.writeHead(400, { 'content-type': 'application/json' }).end(answer.error);
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const delta of deltasOf(answer)) {
      if (!response.write(event({ delta }))) await new Promise((resolve) => response.once('drain', resolve));
    }
    response.write(event({ delta: {}, finish_reason: answer.calls === undefined ? 'stop' : 'tool_calls' }));
    response.end('data: [DONE]\n\n');
  }
}

function wordsOf(content: unknown): string {
  if (typeof content === 'string') return content;
  return (content as { text?: string }[]).map(({ text }) => text ?? '').join('');
}

function* deltasOf({ text = '', thought = '', calls = [] }: ModelAnswer): Generator<object> {
  yield { role: 'assistant', content: '' };
  for (const piece of piecesOf(thought)) yield { reasoning_content: piece };
  for (const piece of piecesOf(text)) yield { content: piece };
  for (const [index, call] of calls.entries()) {
    yield { tool_calls: [{ index, id: `call-${index}`, type: 'function', function: call }] };
  }
}

function* piecesOf(text: string): Generator<string> {
  for (let at = 0; at < text.length; at += PIECE_CHARS) yield text.slice(at, at + PIECE_CHARS);
}

function event(choice: { delta: object; finish_reason?: string }): string {
  const chunk = { id: 'a', object: 'chat.completion.chunk', created: 0, model: 'hostile' };
  return `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, finish_reason: null, ...choice }] })}\n\n`;
}

/** Listens on a port of this machine, and counts who comes, whatever they speak. */
export class Stranger {
  visits = 0;

  private constructor(private readonly server: net.Server) {}

  static async start(): Promise<Stranger> {
    const server = net.createServer();
    const stranger = new Stranger(server);
    server.on('connection', (socket) => {
      stranger.visits += 1;
      socket.destroy();
    });
    await listen(server);
    return stranger;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.close();
  }
}

function listen(server: net.Server): Promise<void> {
  return new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
}
