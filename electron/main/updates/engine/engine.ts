/** What brings an update onto this machine and puts it in place. */
import type { UpdateProgress } from '../../../shared/updates';
import type { Feed } from '../feed/feed';
import type { EngineTrouble } from '../trouble';

export interface EngineFailure {
  trouble: EngineTrouble;
  /** For the log. */
  reason: string;
}

export interface Engine {
  /** Null once the version is on this machine, whole; what came of a failed try serves the next where that is possible. */
  download(feed: Feed, onProgress: (progress: UpdateProgress) => void): Promise<EngineFailure | null>;
  /** Puts the downloaded version in place and ends the application: comes back only when that failed. */
  install(): Promise<EngineFailure>;
}
