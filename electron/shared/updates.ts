/** What the window shows of updates, and what it may choose. */
import * as z from 'zod/mini';

export const channelSchema = z.enum(['latest', 'beta']);

const settingsFields = {
  channel: channelSchema,
  automaticCheck: z.boolean(),
  automaticDownload: z.boolean(),
};
export const updateSettingsSchema = z.object(settingsFields);
export const updateSettingsPatchSchema = z.partial(z.strictObject(settingsFields));

export type UpdateChannel = z.infer<typeof channelSchema>;
export type UpdateSettings = z.infer<typeof updateSettingsSchema>;
export type UpdateSettingsPatch = z.infer<typeof updateSettingsPatchSchema>;

/**
 * - `off`: this application never looks, and `problem` says why.
 * - `idle`: nothing was asked yet.
 * - `available`: a newer version can be had; `ready`: it is on this machine.
 * - `failed`: what was tried last did not come to an end, and `problem` says why.
 */
export type UpdateState =
  'off' | 'idle' | 'checking' | 'current' | 'available' | 'downloading' | 'ready' | 'installing' | 'failed';

export interface UpdateProblem {
  code: string;
  message: string;
  remedy: string;
}

export interface UpdateOffer {
  version: string;
  /** Markdown; empty when the publisher wrote none. */
  notes: string;
  /** ISO 8601. */
  released: string | null;
}

export interface UpdateProgress {
  /** From 0 to 100. */
  percent: number;
  /** Bytes that came over the network so far. */
  transferred: number;
  /** Bytes that have to: of a small change, fewer than the installer has. */
  total: number;
}

export interface UpdateStatus {
  state: UpdateState;
  offer: UpdateOffer | null;
  progress: UpdateProgress | null;
  problem: UpdateProblem | null;
  /** Why this copy of the application cannot replace itself, and what to do instead. */
  manual: UpdateProblem | null;
  /** The restart has been asked for, and waits until no answer is being written. */
  waiting: boolean;
  /** Whether the user asked for what is going on, and so is told of every end of it. */
  asked: boolean;
  /** When the publisher last answered, ISO 8601. */
  lastCheck: string | null;
  settings: UpdateSettings;
  /** The settings that an administrator has chosen. */
  locked: (keyof UpdateSettings)[];
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

/** The fields that say something. */
export function withoutUndefined<T extends object>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
}
