/** An update service whose time, chance, feed and installer are the test's. */
import path from 'node:path';
import type { Activity } from '../../../../electron/main/updates/activity';
import type { Engine, EngineFailure } from '../../../../electron/main/updates/engine/engine';
import type { CheckResult } from '../../../../electron/main/updates/feed/check';
import type { Feed } from '../../../../electron/main/updates/feed/feed';
import { UpdateService, type UpdateParts } from '../../../../electron/main/updates/service';
import { UpdateRecords } from '../../../../electron/main/updates/stored';
import type { UpdateProgress, UpdateState } from '../../../../electron/shared/updates';
import { rememberingLog, temporaryFolder } from '../support';
import { aFeed } from './aFeed';

/** A clock that stands still until it is told to go on. */
class Hands {
  time = Date.parse('2026-11-21T12:00:00Z');
  private timers: { due: number; action: () => void }[] = [];

  readonly clock = {
    now: () => this.time,
    after: (ms: number, action: () => void) => {
      const timer = { due: this.time + ms, action };
      this.timers.push(timer);
      return () => {
        this.timers = this.timers.filter((one) => one !== timer);
      };
    },
  };

  async forward(ms: number): Promise<void> {
    const end = this.time + ms;
    for (;;) {
      const [next] = this.timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
      if (next === undefined) break;
      this.timers = this.timers.filter((one) => one !== next);
      this.time = next.due;
      next.action();
      await settled();
    }
    this.time = end;
  }
}

/** Everything that needs no more than promises has happened. */
export async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

export const found = (verdict: 'newer' | 'current' | 'staged-out', feed = aFeed()): CheckResult => ({
  verdict,
  feed,
  file: 'latest-linux.yml',
  seen: { sequence: feed.feed.sequence, sha256: 'a'.repeat(64) },
});

/** An engine whose download ends when the test says so. */
export class FakeEngine implements Engine {
  progress: (progress: UpdateProgress) => void = () => undefined;
  end: (failure: EngineFailure | null) => void = () => undefined;
  failInstall: (failure: EngineFailure) => void = () => undefined;
  downloads = 0;
  installs = 0;

  download(_feed: Feed, onProgress: (progress: UpdateProgress) => void): Promise<EngineFailure | null> {
    this.downloads += 1;
    this.progress = onProgress;
    return new Promise((resolve) => (this.end = resolve));
  }

  install(): Promise<EngineFailure> {
    this.installs += 1;
    return new Promise((resolve) => (this.failInstall = resolve));
  }
}

export class World {
  readonly hands = new Hands();
  readonly engine = new FakeEngine();
  readonly log = rememberingLog();
  readonly file = path.join(temporaryFolder(), 'updates.json');
  /** In the order in which they happened. */
  readonly done: string[] = [];
  readonly states: UpdateState[] = [];
  activity: Activity = 'quiet';
  gone = true;
  asked = 0;
  answers: CheckResult[] = [];
  readonly service: UpdateService;

  constructor(parts: Partial<UpdateParts> = {}) {
    this.service = new UpdateService({
      clock: this.hands.clock,
      random: () => 0.5,
      off: null,
      manual: null,
      fixed: {},
      looksByItself: true,
      records: new UpdateRecords(this.file, this.log),
      check: () => {
        this.asked += 1;
        return Promise.resolve(this.answers.shift() ?? { verdict: 'unreachable', reason: 'nothing there' });
      },
      engine: this.engine,
      activity: () => Promise.resolve(this.activity),
      stopBackend: () => {
        this.done.push('backend stopped');
        return Promise.resolve(this.gone);
      },
      startBackend: () => this.done.push('backend started'),
      describe: (trouble) => ({ code: trouble, message: `about ${trouble}`, remedy: 'do this' }),
      log: this.log,
      ...parts,
    });
    this.service.onStatus(({ state }) => {
      if (this.states.at(-1) !== state) this.states.push(state);
    });
  }

  async look(...answers: CheckResult[]): Promise<void> {
    this.answers.push(...answers);
    await this.service.check(true);
    await settled();
  }

  async untilReady(): Promise<void> {
    await this.look(found('newer'));
    this.engine.end(null);
    await settled();
  }
}
