/**
 * All that a page can reach of the machine: `window.shell`, which passes on the names of the contract and no others.
 *
 * It runs in Chromium's sandbox, where only a few modules can be required, and is bundled to one file. Arguments are
 * validated in main.
 */
import { contextBridge, ipcRenderer } from 'electron';
import {
  EVENT_CHANNEL,
  eventNames,
  requestNames,
  type Answer,
  type EventName,
  type RequestName,
} from '../shared/channels';
import type { RequestArguments, RequestResults, ShellApi, ShellEvents } from '../shared/ipc';

type Listener = (payload: unknown) => void;
const listeners = new Map<EventName, Set<Listener>>(eventNames.map((name) => [name, new Set()]));

ipcRenderer.on(EVENT_CHANNEL, (_event, name: EventName, payload: unknown) => {
  listeners.get(name)?.forEach((listener) => {
    listener(payload);
  });
});

async function request<N extends RequestName>(name: N, ...args: RequestArguments<N>): Promise<RequestResults[N]> {
  if (!requestNames.includes(name)) throw new Error(`There is no request named ${name}.`);
  const answer = (await ipcRenderer.invoke(name, ...args)) as Answer<RequestResults[N]>;
  if (answer.ok) return answer.value;
  // eslint-disable-next-line @typescript-eslint/only-throw-error -- the bridge would strip the code off an Error.
  throw answer.error;
}

function on<N extends EventName>(name: N, listener: (payload: ShellEvents[N]) => void): () => void {
  const known = listeners.get(name);
  if (known === undefined) throw new Error(`There is no event named ${name}.`);
  // A function that crosses the bridge twice is two proxies: each subscription is known by its own.
  const own: Listener = (payload) => {
    listener(payload as ShellEvents[N]);
  };
  known.add(own);
  return () => {
    known.delete(own);
  };
}

const api: ShellApi = { request, on };
contextBridge.exposeInMainWorld('shell', api);
