/** The life of an update: found, downloaded, put in place. Everything that it touches is given to it. */
import {
  withoutUndefined,
  type UpdateOffer,
  type UpdateProblem,
  type UpdateSettings,
  type UpdateSettingsPatch,
  type UpdateStatus,
} from '../../shared/updates';
import type { Log } from '../log';
import type { Clock } from '../supervisor/supervisor';
import type { Activity } from './activity';
import type { Engine } from './engine/engine';
import type { CheckRequest, CheckResult } from './feed/check';
import type { Feed } from './feed/feed';
import { untilFirstCheck, untilNextCheck } from './schedule';
import type { UpdateRecords } from './stored';
import type { ManualReason, OffReason, UpdateTrouble } from './trouble';

/** How often it is asked whether the answer has been written by now. */
const ASK_ACTIVITY_EVERY_MS = 1_000;

export interface UpdateParts {
  clock: Clock;
  random: () => number;
  /** Why this application never looks, if it never does. */
  off: OffReason | null;
  /** Why this copy cannot replace itself, if it cannot. */
  manual: ManualReason | null;
  /** What an administrator has chosen. */
  fixed: Partial<UpdateSettings>;
  /** Whether it looks without being asked; a source tree does not. */
  looksByItself: boolean;
  records: UpdateRecords;
  check: (request: CheckRequest) => Promise<CheckResult>;
  engine: Engine;
  activity: () => Promise<Activity>;
  /** Whether the backend was seen to be gone. */
  stopBackend: () => Promise<boolean>;
  startBackend: () => void;
  /** Puts it into words, in the user's language of the moment. */
  describe: (trouble: UpdateTrouble | OffReason | ManualReason) => UpdateProblem;
  log: Log;
}

type Moment = Pick<UpdateStatus, 'state' | 'progress' | 'waiting'> & { trouble: UpdateTrouble | null };

const IDLE: Moment = { state: 'idle', progress: null, waiting: false, trouble: null };

export class UpdateService {
  private moment = IDLE;
  private feed: Feed | null = null;
  private asked = false;
  private looking = false;
  private readonly listeners = new Set<(status: UpdateStatus) => void>();

  constructor(private readonly parts: UpdateParts) {}

  get status(): UpdateStatus {
    const { off, manual, fixed, records, describe } = this.parts;
    const { state, progress, waiting, trouble } = this.moment;
    const wrong = off ?? trouble;
    return {
      state: off === null ? state : 'off',
      offer: this.feed === null ? null : offerOf(this.feed),
      progress,
      problem: wrong === null ? null : describe(wrong),
      manual: manual === null ? null : describe(manual),
      waiting,
      asked: this.asked,
      lastCheck: records.lastCheck,
      settings: this.settings,
      locked: Object.keys(fixed) as (keyof UpdateSettings)[],
    };
  }

  /** Returns the function that ends the subscription. */
  onStatus(listener: (status: UpdateStatus) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Looks from now on by itself. To be called once the window is there and the backend has come to an end of its start. */
  begin(): void {
    const { off, looksByItself, random } = this.parts;
    if (off === null && looksByItself) this.lookAfter(untilFirstCheck(random()));
  }

  /** @param asked - whether a person did; then every end of it is told */
  async check(asked: boolean): Promise<void> {
    if (this.parts.off !== null || this.isBusy) {
      if (asked) this.toldAsked();
      return;
    }
    const held = this.moment;
    this.asked = asked;
    if (held.state === 'ready') this.publish();
    else this.become({ ...IDLE, state: 'checking' });
    const { records, log, clock } = this.parts;
    const { channel } = this.settings;
    const result = await this.look(channel);
    log.info('updates: looked', { asked, ...summary(result) });
    if ('feed' in result) records.believed(result.file, result.seen, new Date(clock.now()));
    if (this.settings.channel === channel) {
      this.follow(result, held);
    } else if (this.moment.state !== 'installing') {
      this.leaveChannel();
    }
  }

  /** Fetches what is offered, or tries again what went wrong with it. */
  fetch(): void {
    const { state } = this.moment;
    const { feed } = this;
    if (feed === null || this.parts.manual !== null || (state !== 'available' && state !== 'failed')) return;
    void this.fetchFeed(feed);
  }

  /** Restarts into the downloaded version, once no answer is being written. */
  async install(): Promise<void> {
    if (this.moment.state !== 'ready' || this.moment.waiting) return;
    this.asked = true;
    const wish = { ...this.moment, waiting: true };
    this.become(wish);
    if (!(await this.untilQuiet(wish))) return;
    this.become({ ...IDLE, state: 'installing' });
    const failure = await this.putInPlace();
    this.parts.startBackend();
    this.fail(failure.trouble, failure.reason);
  }

  /** Takes back the wish to restart. */
  later(): void {
    if (this.moment.waiting) this.become({ ...this.moment, waiting: false });
  }

  /** Throws when it cannot be kept. What an administrator has chosen stays. */
  choose(patch: UpdateSettingsPatch): void {
    const { records, fixed } = this.parts;
    const { channel: before } = this.settings;
    records.choose({ ...records.settings, ...withoutUndefined(patch), ...fixed });
    this.publish();
    if (this.settings.channel === before || this.isBusy) return;
    this.leaveChannel();
  }

  private get settings(): UpdateSettings {
    return { ...this.parts.records.settings, ...this.parts.fixed };
  }

  private get isBusy(): boolean {
    const { state, waiting } = this.moment;
    return this.looking || waiting || state === 'downloading' || state === 'installing';
  }

  /** Never rejects: whatever goes wrong with a look is an end of it. */
  private async look(channel: string): Promise<CheckResult> {
    const { records, check } = this.parts;
    this.looking = true;
    try {
      return await check({ channel, seen: (file) => records.seen(file), seed: records.seed });
    } catch (error) {
      return { verdict: 'unreachable', reason: String(error) };
    } finally {
      this.looking = false;
    }
  }

  /** What was found on the channel before is not what the user wants now. */
  private leaveChannel(): void {
    this.feed = null;
    this.become(IDLE);
    void this.check(true);
  }

  private lookAfter(ms: number): void {
    this.parts.clock.after(ms, () => {
      if (this.settings.automaticCheck) void this.check(false);
      this.lookAfter(untilNextCheck(this.parts.random()));
    });
  }

  private follow(result: CheckResult, held: Moment): void {
    // A restart that was asked for during the look is past the point where the feed has a say.
    if (this.moment.state === 'installing') return;
    if (!('feed' in result)) {
      // What was found or downloaded stays good, whatever becomes of the way to the next.
      const stays = held.state === 'ready' || (held.state === 'available' && !this.asked);
      if (!stays) this.feed = null;
      // Not what was held: the user may have asked for the restart meanwhile.
      if (stays) this.become(held.state === 'ready' ? this.moment : held);
      else this.fail(result.verdict, 'reason' in result ? result.reason : '');
      return;
    }
    const isHere = held.state === 'ready' && this.feed !== null && isSame(this.feed, result.feed);
    if (result.verdict !== 'newer') {
      this.feed = null;
      this.become({ ...IDLE, state: 'current' });
    } else if (!isHere) {
      this.feed = result.feed;
      this.become({ ...IDLE, state: 'available' });
      if (this.settings.automaticDownload) this.fetch();
    }
  }

  private async fetchFeed(feed: Feed): Promise<void> {
    const { engine, log } = this.parts;
    log.info('updates: downloading', { version: feed.version });
    this.become({ ...IDLE, state: 'downloading', progress: { percent: 0, transferred: 0, total: 0 } });
    try {
      const failure = await engine.download(feed, (progress) => {
        this.become({ ...this.moment, progress });
      });
      if (failure !== null) {
        this.fail(failure.trouble, failure.reason);
        return;
      }
    } catch (error) {
      this.fail('download-broken', String(error));
      return;
    }
    log.info('updates: ready', { version: feed.version });
    this.become({ ...IDLE, state: 'ready' });
  }

  private async putInPlace(): Promise<{ trouble: UpdateTrouble; reason: string }> {
    const { stopBackend, engine, log } = this.parts;
    try {
      if (!(await stopBackend())) return { trouble: 'backend-still-running', reason: 'it did not end in time' };
      log.info('updates: installing', { version: this.feed?.version ?? '' });
      return await engine.install();
    } catch (error) {
      return { trouble: 'not-installed', reason: String(error) };
    }
  }

  /** False when the wish was taken back meanwhile, even if another one came after it. */
  private async untilQuiet(wish: Moment): Promise<boolean> {
    while ((await this.parts.activity()) !== 'quiet') {
      if (this.moment !== wish) return false;
      await new Promise<void>((resolve) => this.parts.clock.after(ASK_ACTIVITY_EVERY_MS, resolve));
    }
    return this.moment === wish;
  }

  private fail(trouble: UpdateTrouble, reason: string): void {
    this.parts.log.warn('updates: failed', { trouble, reason });
    this.become({ ...IDLE, state: 'failed', trouble });
  }

  private toldAsked(): void {
    this.asked = true;
    this.publish();
  }

  private become(moment: Moment): void {
    this.moment = moment;
    this.publish();
  }

  private publish(): void {
    const { status } = this;
    for (const listener of this.listeners) listener(status);
  }
}

function offerOf({ version, releaseNotes, releaseDate }: Feed): UpdateOffer {
  return { version, notes: releaseNotes ?? '', released: releaseDate ?? null };
}

/** Whether two feeds offer the same bytes; the number and the time of a publication are not part of that. */
function isSame(one: Feed, other: Feed): boolean {
  return one.version === other.version && JSON.stringify(one.files) === JSON.stringify(other.files);
}

function summary(result: CheckResult): Record<string, string> {
  return 'feed' in result
    ? { verdict: result.verdict, version: result.feed.version, file: result.file }
    : { verdict: result.verdict };
}
