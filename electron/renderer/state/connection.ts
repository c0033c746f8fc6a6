/**
 * The WebSocket to the backend: opened with the token, opened again when it is lost, its frames checked.
 *
 * It knows nothing of runs: what was missed while it was down is asked for again by `runs.ts` in `onOpen`.
 */
import type { BackendConnection } from '../../shared/ipc';
import { BEARER_PREFIX, SUBPROTOCOL, type ClientMessage, type ServerMessage } from '../../shared/protocol';
import { serverMessageSchema } from '../protocol/schemas';
import { reconnectDelay } from './backoff';
import { Observable } from './observable';

export type LinkState = 'offline' | 'connecting' | 'open';

export interface ConnectionListener {
  /** The socket is open: for the first time, or again after it was lost. */
  onOpen(generation: number): void;
  onMessage(message: ServerMessage): void;
  /** A frame that is not of the protocol: nothing of it was used. */
  onGarbage(reason: string): void;
}

export type OpenSocket = (url: string, protocols: string[]) => WebSocket;

export class Connection {
  readonly state = new Observable<LinkState>('offline');

  readonly #listener: ConnectionListener;
  readonly #openSocket: OpenSocket;
  #target: BackendConnection | null = null;
  #socket: WebSocket | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #attempt = 0;

  constructor(
    listener: ConnectionListener,
    openSocket: OpenSocket = (url, protocols) => new WebSocket(url, protocols),
  ) {
    this.#listener = listener;
    this.#openSocket = openSocket;
  }

  /** Follows the backend: a new process means a new socket, no process means none. */
  setTarget(target: BackendConnection | null): void {
    if (target?.generation === this.#target?.generation && target?.port === this.#target?.port) return;
    this.#target = target;
    this.reconnect();
  }

  /** Drops the socket, which may be dead without knowing it, and opens a new one at once. */
  reconnect(): void {
    this.#drop();
    this.#attempt = 0;
    if (this.#target === null) this.state.set('offline');
    else this.#connect(this.#target);
  }

  /** False when there is no open socket: the message was not sent and will not be. */
  send(message: ClientMessage): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    this.#socket.send(JSON.stringify(message));
    return true;
  }

  close(): void {
    this.#target = null;
    this.reconnect();
  }

  #connect(target: BackendConnection): void {
    this.state.set('connecting');
    const socket = this.#openSocket(`ws://127.0.0.1:${target.port}/ws`, [SUBPROTOCOL, BEARER_PREFIX + target.token]);
    this.#socket = socket;
    socket.onopen = () => {
      this.#attempt = 0;
      this.state.set('open');
      this.#listener.onOpen(target.generation);
    };
    socket.onmessage = (event) => {
      this.#read(event.data);
    };
    socket.onclose = () => {
      this.#socket = null;
      this.state.set('connecting');
      this.#scheduleRetry(target);
    };
  }

  #scheduleRetry(target: BackendConnection): void {
    const delay = reconnectDelay(this.#attempt, Math.random());
    this.#attempt += 1;
    this.#timer = setTimeout(() => {
      this.#timer = null;
      this.#connect(target);
    }, delay);
  }

  #read(data: unknown): void {
    let frame: unknown;
    try {
      frame = JSON.parse(String(data));
    } catch {
      this.#listener.onGarbage('not JSON');
      return;
    }
    const message = serverMessageSchema.safeParse(frame);
    if (message.success) this.#listener.onMessage(message.data);
    else this.#listener.onGarbage(message.error.message);
  }

  #drop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    if (this.#socket === null) return;
    this.#socket.onopen = null;
    this.#socket.onmessage = null;
    this.#socket.onclose = null;
    this.#socket.close();
    this.#socket = null;
  }
}
