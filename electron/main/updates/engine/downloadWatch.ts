import type { UpdateProgress } from '../../../shared/updates';
import type { EngineTrouble } from '../trouble';

/** A connection that brings nothing for this long is dead; the next try takes up what came. */
export const STALLED_AFTER_MS = 60_000;

/** Ends a download that brings nothing any more, or more than was signed for. */
export class DownloadWatch {
  trouble: EngineTrouble | null = null;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly mostBytes: number,
    private readonly cancel: () => void,
  ) {}

  begin(): void {
    this.wait();
  }

  /** Once all is there it waits for nothing: what looks at the signature of an installer may take its time. */
  heard({ transferred, total }: Pick<UpdateProgress, 'transferred' | 'total'>): void {
    this.end();
    if (transferred > this.mostBytes) this.stop('download-too-large');
    else if (transferred < total) this.wait();
  }

  end(): void {
    clearTimeout(this.timer);
  }

  private wait(): void {
    this.timer = setTimeout(() => {
      this.stop('download-stalled');
    }, STALLED_AFTER_MS);
  }

  private stop(trouble: EngineTrouble): void {
    this.trouble ??= trouble;
    this.cancel();
  }
}
