/** The backend's settings, its providers and its agents, as last read. */
import type { Agent, Problem, Provider, Settings, SettingsPatch } from '../../shared/protocol';
import { problemOf } from '../protocol/problem';
import { Observable } from './observable';
import type { RestClient } from './rest';

export interface Catalog {
  readonly load: 'waiting' | 'ready' | 'failed';
  readonly problem: Problem | null;
  readonly settings: Settings | null;
  readonly providers: readonly Provider[];
  readonly agents: readonly Agent[];
}

export class SettingsStore {
  readonly catalog = new Observable<Catalog>({
    load: 'waiting',
    problem: null,
    settings: null,
    providers: [],
    agents: [],
  });
  readonly #rest: RestClient;

  constructor(rest: RestClient) {
    this.#rest = rest;
  }

  async refresh(): Promise<void> {
    try {
      const [settings, providers, agents] = await Promise.all([
        this.#rest.settings(),
        this.#rest.providers(),
        this.#rest.agents(),
      ]);
      this.catalog.set({ load: 'ready', problem: null, settings, providers, agents });
    } catch (error) {
      const known = this.catalog.get().settings !== null;
      this.catalog.patch({ load: known ? 'ready' : 'failed', problem: problemOf(error) });
    }
  }

  /** Throws `ProblemError` when the backend refuses; what was shown stays. */
  async change(patch: SettingsPatch): Promise<void> {
    const settings = await this.#rest.changeSettings(patch);
    this.catalog.patch({ settings });
  }

  async setKey(provider: string, key: string): Promise<void> {
    await this.#rest.setKey(provider, key);
    this.catalog.patch({ providers: await this.#rest.providers() });
  }

  async removeKey(provider: string): Promise<void> {
    await this.#rest.removeKey(provider);
    this.catalog.patch({ providers: await this.#rest.providers() });
  }
}
