/** What the user chose about the shell itself; the agents' settings are the backend's. */
import { preferencesSchema, type Preferences, type PreferencesPatch } from '../shared/ipc';
import { JsonFile } from './files/jsonFile';
import type { Log } from './log';

const DEFAULTS: Preferences = { theme: 'system', language: 'system' };

export class PreferencesStore {
  private readonly file: JsonFile<Preferences>;
  private readonly listeners = new Set<(preferences: Preferences) => void>();
  private value: Preferences;

  constructor(path: string, log: Log) {
    this.file = new JsonFile(path, preferencesSchema, log);
    this.value = this.file.read() ?? DEFAULTS;
  }

  get current(): Preferences {
    return this.value;
  }

  /** Throws when the file cannot be written; the preferences are then as they were. */
  change(patch: PreferencesPatch): Preferences {
    const { theme = this.value.theme, language = this.value.language } = patch;
    const next: Preferences = { theme, language };
    this.file.write(next);
    this.value = next;
    for (const listener of this.listeners) listener(next);
    return next;
  }

  onChange(listener: (preferences: Preferences) => void): void {
    this.listeners.add(listener);
  }
}
