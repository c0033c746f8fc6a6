/** `window.shell` without a main process: answers from memory, remembers what was asked of it. */
import type {
  BackendStatus,
  Preferences,
  RequestArguments,
  RequestName,
  RequestResults,
  ShellApi,
  ShellEvents,
} from '../../../../electron/shared/ipc';
import { withoutUndefined, type UpdateStatus } from '../../../../electron/shared/updates';

export const UPDATES: UpdateStatus = {
  state: 'current',
  offer: null,
  progress: null,
  problem: null,
  manual: null,
  waiting: false,
  asked: false,
  lastCheck: '2026-11-20T09:30:00.000Z',
  settings: { channel: 'latest', automaticCheck: true, automaticDownload: true },
  locked: [],
};

type Answers = { [N in RequestName]: (...args: RequestArguments<N>) => RequestResults[N] | Promise<RequestResults[N]> };

export const READY: BackendStatus = {
  state: 'healthy',
  engine: 'ready',
  attempt: 0,
  withoutPlugins: false,
  retryInMs: null,
  connection: { generation: 1, port: 4711, token: 'token-of-the-test' },
  problem: null,
};

export const ABOUT: RequestResults['app:about'] = {
  name: 'Product',
  version: '1.2.3',
  publisher: 'Publisher',
  copyright: 'Copyright © 2026 Publisher',
  electron: '45.4.1',
  chrome: '156.0.1',
  node: '24.1.0',
  platform: 'linux x64',
  logDir: '/home/zoë/.config/product/logs',
  dataDir: '/home/zoë/.config/product/data',
  links: {
    homepage: 'https://armature.example',
    help: 'https://armature.example/help',
    issues: 'https://armature.example/issues',
    privacy: 'https://armature.example/privacy',
  },
};

export class FakeShell implements ShellApi {
  status: BackendStatus = READY;
  updates: UpdateStatus = UPDATES;
  preferences: Preferences = { theme: 'light', language: 'en' };
  /** Every request, in order. */
  readonly requests: { name: RequestName; args: unknown[] }[] = [];
  readonly #listeners = new Map<string, Set<(payload: never) => void>>();

  /** Replace one to change what the shell says. */
  readonly answers: Answers = {
    'backend:status': () => this.status,
    'backend:restart': () => undefined,
    'backend:start-without-plugins': () => undefined,
    'preferences:get': () => this.preferences,
    'preferences:set': (patch) => {
      this.preferences = { ...this.preferences, ...patch } as Preferences;
      this.emit('preferences:changed', this.preferences);
      return this.preferences;
    },
    'workspace:choose': () => '/home/zoë/Documents/测试',
    'external:open': () => true,
    'image:load': () => ({ refused: 'unreachable' }),
    'file:save': ({ suggestedName }) => `/home/zoë/${suggestedName}`,
    'clipboard:write': () => undefined,
    'logs:open': () => undefined,
    'diagnostics:preview': () => ({
      id: '3a1ce1a0-0000-4000-8000-000000000000',
      suggestedName: 'diagnostics.zip',
      files: [
        { name: 'versions.json', size: 412, text: '{\n  "app": "1.2.3",\n  "electron": "45.4.1"\n}' },
        {
          name: 'backend.log',
          size: 18_233,
          text: '{"time": "2026-11-20T12:00:00.000Z", "event": "listening"}\n'.repeat(40),
        },
      ],
    }),
    'diagnostics:save': () => '/home/zoë/diagnostics.zip',
    'update:status': () => this.updates,
    'update:check': () => undefined,
    'update:download': () => undefined,
    'update:install': () => undefined,
    'update:later': () => undefined,
    'update:choose': (patch) => {
      this.setUpdates({ settings: { ...this.updates.settings, ...withoutUndefined(patch) } });
      return undefined;
    },
    'app:about': () => ABOUT,
    'app:quit': () => undefined,
  };

  async request<N extends RequestName>(name: N, ...args: RequestArguments<N>): Promise<RequestResults[N]> {
    this.requests.push({ name, args });
    return this.answers[name](...args);
  }

  on<N extends keyof ShellEvents>(name: N, listener: (payload: ShellEvents[N]) => void): () => void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener));
    return () => {
      listeners.delete(listener);
    };
  }

  emit<N extends keyof ShellEvents>(name: N, payload: ShellEvents[N]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(payload as never);
  }

  setUpdates(patch: Partial<UpdateStatus>): void {
    this.updates = { ...this.updates, ...patch };
    this.emit('update:status', this.updates);
  }

  setStatus(patch: Partial<BackendStatus>): void {
    this.status = { ...this.status, ...patch };
    this.emit('backend:status', this.status);
  }
}
