/** The archive between its preview and its file: what is saved is, byte for byte, what was shown. */
import { randomUUID } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import type { DiagnosticsPreview } from '../../shared/ipc';
import { RequestError } from '../ipc/errors';
import type { TextFile } from './collect';

export class DiagnosticsArchive {
  /** Only the last one: an older preview shows what is no longer so. */
  private shown: DiagnosticsPreview | null = null;

  constructor(
    private readonly productId: string,
    private readonly collect: () => Promise<TextFile[]>,
  ) {}

  async preview(now: Date): Promise<DiagnosticsPreview> {
    const files = await this.collect();
    this.shown = {
      id: randomUUID(),
      suggestedName: `${this.productId}-diagnostics-${stamp(now)}.zip`,
      files: files.map(({ name, text }) => ({ name, size: Buffer.byteLength(text), text })),
    };
    return this.shown;
  }

  /** The archive that was shown under this id. */
  zip(id: string): { suggestedName: string; content: Uint8Array } {
    if (this.shown?.id !== id) {
      throw new RequestError('preview-outdated', 'This preview is no longer the last one. Open the diagnostics again.');
    }
    const { suggestedName, files } = this.shown;
    const entries = files.map(({ name, text }) => [name, strToU8(text)] as const);
    return { suggestedName, content: zipSync(Object.fromEntries(entries)) };
  }
}

function stamp(now: Date): string {
  return now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
}
