/** A small JSON file of ours: validated when read, atomic when written. */
import { readFileSync, renameSync } from 'node:fs';
import type * as z from 'zod/mini';
import type { Log } from '../log';
import { writeAtomically } from './atomic';

export class JsonFile<T> {
  constructor(
    private readonly file: string,
    private readonly schema: z.ZodMiniType<T>,
    private readonly log: Log,
  ) {}

  /** Null when there is no such file, or no such content: that file is then kept aside for a person to look at. */
  read(): T | null {
    const text = this.readText();
    if (text === null) return null;
    try {
      return this.schema.parse(JSON.parse(text));
    } catch {
      this.keepAside();
      return null;
    }
  }

  /** Throws what the file system throws. */
  write(value: T): void {
    writeAtomically(this.file, `${JSON.stringify(value, null, 2)}\n`);
  }

  private readText(): string | null {
    try {
      return readFileSync(this.file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') {
        this.log.warn('a file could not be read', { file: this.file, reason: String(error) });
      }
      return null;
    }
  }

  private keepAside(): void {
    const aside = `${this.file}.damaged`;
    this.log.warn('a damaged file was set aside', { file: this.file, aside });
    try {
      renameSync(this.file, aside);
    } catch (error) {
      this.log.warn('a damaged file could not be set aside', { file: this.file, reason: String(error) });
    }
  }
}
