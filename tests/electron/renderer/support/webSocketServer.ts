/**
 * A WebSocket server of the smallest kind (RFC 6455: text frames under 64 KB, no extensions), so that the connection
 * is tested over real sockets.
 */
/// <reference types="node" />
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

const HANDSHAKE_KEY = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 0x1;
const CLOSE = 0x8;

export class Client {
  readonly received: string[] = [];
  readonly #socket: Duplex;
  #buffer = Buffer.alloc(0);
  #onText: () => void = () => undefined;

  constructor(
    socket: Duplex,
    readonly request: IncomingMessage,
  ) {
    this.#socket = socket;
    socket.on('error', () => undefined);
    socket.on('data', (chunk: Buffer) => {
      this.#buffer = Buffer.concat([this.#buffer, chunk]);
      this.#readFrames();
    });
  }

  send(frame: unknown): void {
    const payload = Buffer.from(typeof frame === 'string' ? frame : JSON.stringify(frame));
    const head =
      payload.length < 126
        ? Buffer.from([0x80 | TEXT, payload.length])
        : Buffer.from([0x80 | TEXT, 126, payload.length >> 8, payload.length & 0xff]);
    this.#socket.write(Buffer.concat([head, payload]));
  }

  /** As a network that is gone: no closing frame, no word. */
  cut(): void {
    this.#socket.destroy();
  }

  /** The next message from the page, or the first that nobody has waited for. */
  async next(): Promise<unknown> {
    if (this.received.length === 0) {
      await new Promise<void>((resolve) => {
        this.#onText = resolve;
      });
    }
    return JSON.parse(this.received.shift() ?? 'null');
  }

  #readFrames(): void {
    for (;;) {
      const [first, second] = this.#buffer;
      if (first === undefined || second === undefined) return;
      const short = second & 0x7f;
      const lengthEnd = short === 126 ? 4 : 2;
      if (this.#buffer.length < lengthEnd + 4) return;
      const length = short === 126 ? this.#buffer.readUInt16BE(2) : short;
      const end = lengthEnd + 4 + length;
      if (this.#buffer.length < end) return;
      const mask = this.#buffer.subarray(lengthEnd, lengthEnd + 4);
      const payload = this.#buffer.subarray(lengthEnd + 4, end).map((byte, index) => byte ^ (mask[index % 4] ?? 0));
      this.#buffer = this.#buffer.subarray(end);
      if ((first & 0x0f) === CLOSE) this.#socket.end();
      if ((first & 0x0f) !== TEXT) continue;
      this.received.push(Buffer.from(payload).toString('utf8'));
      this.#onText();
    }
  }
}

export class WebSocketServer {
  readonly clients: Client[] = [];
  /** Handshakes to be refused with 401 before one is let in. */
  refusals = 0;
  refused = 0;
  readonly #server: Server;
  #onClient: () => void = () => undefined;

  private constructor(server: Server) {
    this.#server = server;
    server.on('upgrade', (request, socket) => {
      this.#upgrade(request, socket);
    });
  }

  static async start(): Promise<WebSocketServer> {
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new WebSocketServer(server);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** The client that connects next, or that has connected since the last call. */
  async nextClient(): Promise<Client> {
    if (this.clients.length === 0) {
      await new Promise<void>((resolve) => {
        this.#onClient = resolve;
      });
    }
    const client = this.clients.shift();
    if (client === undefined) throw new Error('no client connected');
    return client;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #upgrade(request: IncomingMessage, socket: Duplex): void {
    if (this.refusals > 0) {
      this.refusals -= 1;
      this.refused += 1;
      socket.end('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    const key = request.headers['sec-websocket-key'] ?? '';
    const accept = createHash('sha1')
      .update(key + HANDSHAKE_KEY)
      .digest('base64');
    const protocol = String(request.headers['sec-websocket-protocol']).split(',')[0]?.trim() ?? '';
    socket.write(
      'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n' +
        `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: ${protocol}\r\n\r\n`,
    );
    this.clients.push(new Client(socket, request));
    this.#onClient();
  }
}
