/**
 * The contract between the main process and the renderer, in one file used by both sides and by the preload.
 *
 * Main validates every argument with the schemas below and checks the sender before a handler runs; the renderer
 * sees plain typed functions (`window.shell`).
 */
import * as z from 'zod/mini';
import type { EventName, MenuCommand, RequestName } from './channels';
import { updateSettingsPatchSchema, type UpdateStatus } from './updates';

export { eventNames, menuCommands, requestNames } from './channels';
export type { EventName, MenuCommand, RequestName } from './channels';

export const themeSchema = z.enum(['light', 'dark', 'system']);
export const languageSchema = z.enum(['system', 'en', 'de']);
const preferencesFields = { theme: themeSchema, language: languageSchema };
export const preferencesSchema = z.object(preferencesFields);
export const preferencesPatchSchema = z.partial(z.strictObject(preferencesFields));

export type Theme = z.infer<typeof themeSchema>;
export type Language = z.infer<typeof languageSchema>;
export type Preferences = z.infer<typeof preferencesSchema>;
export type PreferencesPatch = z.infer<typeof preferencesPatchSchema>;

/** The supervisor's states, as design.md names them. */
export type SupervisorState =
  'idle' | 'starting' | 'healthy' | 'unresponsive' | 'backing-off' | 'failed' | 'stopping' | 'stopped';

export type EngineState = 'loading' | 'ready' | 'failed';

/** What a person is told when the backend cannot run: what happened, why, and what to do. */
export interface BackendProblem {
  code: string;
  message: string;
  remedy: string;
  /** False where a new start of the backend could not help. */
  canRestart: boolean;
}

/** Where the backend is and how to talk to it. The token leaves the main process only here. */
export interface BackendConnection {
  /** Changes with every process, so that a restarted backend is never taken for the old one. */
  generation: number;
  port: number;
  token: string;
}

export interface BackendStatus {
  state: SupervisorState;
  engine: EngineState;
  /** Restarts since the last time that the backend stayed healthy. */
  attempt: number;
  /** Whether this backend was started without the vendor's plug-ins. */
  withoutPlugins: boolean;
  /** Milliseconds until the next start, in `backing-off`. */
  retryInMs: number | null;
  connection: BackendConnection | null;
  problem: BackendProblem | null;
}

export interface About {
  name: string;
  version: string;
  publisher: string;
  copyright: string;
  electron: string;
  chrome: string;
  node: string;
  platform: string;
  logDir: string;
  dataDir: string;
  links: { homepage: string; help: string; issues: string; privacy: string };
}

/** A diagnostics archive as it would be saved: shown to the user before anything is written. */
export interface DiagnosticsPreview {
  id: string;
  suggestedName: string;
  files: { name: string; size: number; text: string }[];
}

export type ImageType = 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';

/** Why a picture was not fetched, or not given to the page. */
export type ImageRefusal =
  | 'malformed'
  | 'not-https'
  | 'has-credentials'
  | 'unusual-port'
  | 'private-address'
  | 'host-not-found'
  | 'unreachable'
  | 'not-given'
  | 'too-slow'
  | 'too-large'
  | 'too-many-redirects'
  | 'too-many-at-once'
  | 'not-a-picture';

export type LoadedImage = { type: ImageType; bytes: Uint8Array<ArrayBuffer> } | { refused: ImageRefusal };

/** Requests: the name, the schema of the arguments as a tuple. */
export const requestArguments = {
  'backend:status': z.tuple([]),
  'backend:restart': z.tuple([]),
  'backend:start-without-plugins': z.tuple([]),
  'preferences:get': z.tuple([]),
  'preferences:set': z.tuple([preferencesPatchSchema]),
  'workspace:choose': z.tuple([]),
  'external:open': z.tuple([z.string().check(z.maxLength(2000))]),
  'image:load': z.tuple([z.string().check(z.maxLength(2000))]),
  'file:save': z.tuple([
    z.strictObject({
      suggestedName: z.string().check(z.minLength(1), z.maxLength(200)),
      text: z.string().check(z.maxLength(50_000_000)),
    }),
  ]),
  'clipboard:write': z.tuple([z.string().check(z.maxLength(10_000_000))]),
  'logs:open': z.tuple([]),
  'diagnostics:preview': z.tuple([]),
  'diagnostics:save': z.tuple([z.uuid()]),
  'update:status': z.tuple([]),
  'update:check': z.tuple([]),
  'update:download': z.tuple([]),
  'update:install': z.tuple([]),
  'update:later': z.tuple([]),
  'update:choose': z.tuple([updateSettingsPatchSchema]),
  'app:about': z.tuple([]),
  'app:quit': z.tuple([]),
} as const satisfies Record<RequestName, z.ZodMiniType<unknown[]>>;

export type RequestArguments<N extends RequestName> = z.infer<(typeof requestArguments)[N]>;

/** What each request answers. */
export interface RequestResults {
  'backend:status': BackendStatus;
  'backend:restart': undefined;
  'backend:start-without-plugins': undefined;
  'preferences:get': Preferences;
  'preferences:set': Preferences;
  /** The folder that the user chose, or null. */
  'workspace:choose': string | null;
  /** False when the address is not on the list of hosts that may be opened. */
  'external:open': boolean;
  /** Fetches a picture that the user asked for. */
  'image:load': LoadedImage;
  /** The path written, or null when the user cancelled. */
  'file:save': string | null;
  'clipboard:write': undefined;
  'logs:open': undefined;
  'diagnostics:preview': DiagnosticsPreview;
  /** Saves the preview with this id, byte for byte; the path written, or null when the user cancelled. */
  'diagnostics:save': string | null;
  'update:status': UpdateStatus;
  /** Looks now; how it goes is told by the event of the same name as the status. */
  'update:check': undefined;
  'update:download': undefined;
  /** Restarts into the downloaded version, once no answer is being written. */
  'update:install': undefined;
  /** Takes back the wish to restart. */
  'update:later': undefined;
  'update:choose': undefined;
  'app:about': About;
  'app:quit': undefined;
}

/** Events from main to the renderer. */
export interface ShellEvents {
  'backend:status': BackendStatus;
  'preferences:changed': Preferences;
  'menu:command': MenuCommand;
  /** The machine woke up: sockets may be dead without knowing it. */
  'power:resumed': null;
  'update:status': UpdateStatus;
}

/** What a request rejects with: a plain object, because the bridge strips an `Error` of all but its message. */
export interface ShellError {
  /** `invalid-arguments`, `forbidden`, or what the handler says, such as `file-not-written`. */
  code: string;
  message: string;
}

/** `window.shell`: all that the renderer can reach of the machine. */
export interface ShellApi {
  /** Rejects with a {@link ShellError}. */
  request<N extends RequestName>(name: N, ...args: RequestArguments<N>): Promise<RequestResults[N]>;
  /** Returns the function that ends the subscription. */
  on<N extends EventName>(name: N, listener: (payload: ShellEvents[N]) => void): () => void;
}
