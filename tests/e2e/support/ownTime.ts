/**
 * How long something took the app itself: the time that passed, less that in which the machine kept it waiting.
 *
 * On a busy machine a thread that could run waits for a processor, which says nothing about us: the kernel counts that
 * (`/proc/PID/schedstat`, of the main thread). They wait side by side, so that only the one which waited longest is
 * taken off. On a quiet machine that is next to nothing, and the limit is as strict as it reads. Only processes whose
 * work is what is waited for may be given: of one that has other work meanwhile, too much would be taken off.
 */
import { readFileSync } from 'node:fs';
import { idOf } from './census';
import type { ProcessRecord } from './census';

export class OwnTime {
  private readonly start = performance.now();
  /** Milliseconds that each process had waited when the time began, and when it was last seen. */
  private readonly waits = new Map<string, { before: number; since: number }>();

  constructor(members: readonly ProcessRecord[]) {
    for (const member of members) {
      this.waits.set(idOf(member), { before: waitedMs(member), since: 0 });
    }
  }

  /** To be told often who is alive: what a process waited is forgotten with it. */
  look(members: readonly ProcessRecord[]): void {
    for (const member of members) {
      const id = idOf(member);
      const { before, since } = this.waits.get(id) ?? { before: 0, since: 0 };
      this.waits.set(id, { before, since: Math.max(since, waitedMs(member) - before) });
    }
  }

  get passedMs(): number {
    return performance.now() - this.start;
  }

  get seconds(): number {
    const longest = Math.max(0, ...[...this.waits.values()].map(({ since }) => since));
    return Math.max(0, this.passedMs - longest) / 1_000;
  }
}

function waitedMs({ pid }: ProcessRecord): number {
  try {
    const [, waited = '0'] = readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ');
    return Number(waited) / 1e6;
  } catch {
    return 0; // It is gone; what was seen of it before counts.
  }
}
