/** Everything behind the interface, built once and wired together; React reads it through `ServicesContext`. */
import type { BackendStatus, Preferences, ShellApi } from '../../shared/ipc';
import type { UpdateStatus } from '../../shared/updates';
import { Connection, type OpenSocket } from '../state/connection';
import { BackendNotices } from '../state/backendNotices';
import { Conversations } from '../state/conversations';
import { Drafts } from '../state/drafts';
import { FocusRequests } from '../state/focus';
import { RemoteImages } from '../state/images';
import { MessageTable, type ScheduleFrame } from '../state/messages';
import { createModelForm } from '../state/modelForm';
import { Notices } from '../state/notices';
import { Observable } from '../state/observable';
import { reopenAfterReload } from '../state/reopening';
import { RestClient } from '../state/rest';
import { Runs } from '../state/runs';
import { SettingsStore } from '../state/settings';
import { Threads } from '../state/threads';
import { createView } from '../state/view';
import { NOT_KNOWN } from '../state/updates';

/** What the services reach of the world; tests and the gallery bring their own. */
export interface Surroundings {
  readonly shell: ShellApi;
  readonly openSocket?: OpenSocket;
  readonly fetch?: typeof fetch;
  readonly scheduleFrame?: ScheduleFrame;
}

export type Services = ReturnType<typeof createServices>;

const UNKNOWN_STATUS: BackendStatus = {
  state: 'idle',
  engine: 'loading',
  attempt: 0,
  withoutPlugins: false,
  retryInMs: null,
  connection: null,
  problem: null,
};

/** In these states the process is gone, and its runs with it. */
const GONE: ReadonlySet<BackendStatus['state']> = new Set(['backing-off', 'failed', 'stopped']);

const paintFrame: ScheduleFrame = (callback) => requestAnimationFrame(callback);

export function createServices({ shell, openSocket, fetch, scheduleFrame = paintFrame }: Surroundings) {
  const status = new Observable<BackendStatus>(UNKNOWN_STATUS);
  const updates = new Observable<UpdateStatus>(NOT_KNOWN);
  const preferences = new Observable<Preferences>({ theme: 'system', language: 'system' });
  const rest = new RestClient(fetch);
  const messages = new MessageTable(scheduleFrame);
  const conversations = new Conversations(rest);
  const settings = new SettingsStore(rest);
  const backendNotices = new BackendNotices(rest);

  const connection: Connection = new Connection(
    {
      onOpen: (generation) => {
        runs.connected(generation);
        void conversations.refresh();
        void settings.refresh();
        void backendNotices.refresh();
        if (threads.liveMessage(threads.current.get().get()) === null) void threads.reload();
      },
      onMessage: (message) => {
        runs.receive(message);
      },
      // A frame that makes no sense leaves a gap, and the next one asks for what is missing.
      onGarbage: () => undefined,
    },
    openSocket,
  );
  const runs: Runs = new Runs((message) => connection.send(message));
  const threads: Threads = new Threads({
    rest,
    runs,
    messages,
    events: { onConversationChanged: () => void conversations.refresh() },
    newId: () => crypto.randomUUID(),
    now: () => new Date(),
  });

  const followBackend = (next: BackendStatus) => {
    const engineLoaded = next.engine !== status.get().engine && next.engine !== 'loading';
    status.set(next);
    rest.setTarget(next.connection);
    // By then the plug-ins have been tried, too.
    if (engineLoaded) void backendNotices.refresh();
    if (GONE.has(next.state)) runs.lose();
    connection.setTarget(next.connection);
  };

  /** Subscribes to the shell and asks it how things are; the function that is returned ends both. */
  const start = async (): Promise<() => void> => {
    const ends = [
      shell.on('backend:status', followBackend),
      shell.on('preferences:changed', (changed) => {
        preferences.set(changed);
      }),
      shell.on('update:status', (next) => {
        updates.set(next);
      }),
      shell.on('power:resumed', () => {
        connection.reconnect();
      }),
    ];
    const [chosen, now, known] = await Promise.all([
      shell.request('preferences:get'),
      shell.request('backend:status'),
      shell.request('update:status'),
    ]);
    updates.set(known);
    preferences.set(chosen);
    followBackend(now);
    ends.push(reopenAfterReload(threads, sessionStorage));
    return () => {
      for (const end of ends) end();
      connection.close();
    };
  };

  return {
    shell,
    status,
    preferences,
    updates,
    rest,
    connection,
    runs,
    messages,
    threads,
    conversations,
    settings,
    backendNotices,
    modelForm: createModelForm(),
    drafts: new Drafts(),
    notices: new Notices(),
    focus: new FocusRequests(),
    images: new RemoteImages(shell),
    view: createView(),
    start,
  };
}
