/** What the updater keeps between two starts: the user's choices, and what it has seen. */
import { randomBytes } from 'node:crypto';
import * as z from 'zod/mini';
import { updateSettingsSchema, type UpdateSettings } from '../../shared/updates';
import { JsonFile } from '../files/jsonFile';
import type { Log } from '../log';
import type { Seen } from './feed/verdict';

const storedSchema = z.object({
  settings: updateSettingsSchema,
  /** Decides about staged versions; never leaves this machine. */
  seed: z.string().check(z.regex(/^[\da-f]{32}$/)),
  /** ISO 8601. */
  lastCheck: z.nullable(z.string()),
  /** By the name of the feed. */
  seen: z.record(z.string(), z.object({ sequence: z.int(), sha256: z.string() })),
});

type Stored = z.infer<typeof storedSchema>;

const DEFAULTS: UpdateSettings = { channel: 'latest', automaticCheck: true, automaticDownload: true };

export class UpdateRecords {
  private readonly file: JsonFile<Stored>;
  private value: Stored;

  /** A damaged file is set aside, and told in the log; the records then begin anew. */
  constructor(
    path: string,
    private readonly log: Log,
  ) {
    this.file = new JsonFile(path, storedSchema, log);
    this.value = this.file.read() ?? {
      settings: DEFAULTS,
      seed: randomBytes(16).toString('hex'),
      lastCheck: null,
      seen: {},
    };
  }

  get settings(): UpdateSettings {
    return this.value.settings;
  }

  get seed(): string {
    return this.value.seed;
  }

  get lastCheck(): string | null {
    return this.value.lastCheck;
  }

  seen(file: string): Seen | null {
    return this.value.seen[file] ?? null;
  }

  /** Throws when the file cannot be written; the settings are then as they were. */
  choose(settings: UpdateSettings): void {
    const next = { ...this.value, settings };
    this.file.write(next);
    this.value = next;
  }

  /** A disk that takes nothing is no reason to believe an older feed: it is remembered until the end at least. */
  believed(file: string, seen: Seen, at: Date): void {
    this.value = { ...this.value, lastCheck: at.toISOString(), seen: { ...this.value.seen, [file]: seen } };
    try {
      this.file.write(this.value);
    } catch (error) {
      this.log.warn('what was seen of the updates was not saved', { reason: String(error) });
    }
  }
}
