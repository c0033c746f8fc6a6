/**
 * How long the window was frozen: the longest task of the page's main thread, by the time that it computed.
 *
 * On a busy machine a task also waits for a processor, which says nothing about us: the kernel counts what a thread
 * computed (`/proc/PID/schedstat`), and of a long task no more than that counts.
 */
import { readFileSync } from 'node:fs';
import type { RunningApp } from './app';

const SAMPLE_MS = 20;

interface Sample {
  /** Milliseconds of the epoch. */
  at: number;
  computedMs: number;
}

interface LongTask {
  at: number;
  ms: number;
}

export class FreezeWatch {
  private readonly samples: Sample[] = [];
  private readonly timer: NodeJS.Timeout;

  private constructor(
    private readonly app: RunningApp,
    private readonly pid: number,
  ) {
    this.sample();
    this.timer = setInterval(() => {
      this.sample();
    }, SAMPLE_MS);
  }

  static async start(app: RunningApp): Promise<FreezeWatch> {
    const pid = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    );
    await app.window.evaluate(() => {
      const page = globalThis as unknown as { longTasks: LongTask[]; watched?: PerformanceObserver };
      page.longTasks = [];
      page.watched?.disconnect();
      page.watched = new PerformanceObserver((list) => {
        for (const { startTime, duration } of list.getEntries()) {
          page.longTasks.push({ at: performance.timeOrigin + startTime, ms: duration });
        }
      });
      page.watched.observe({ type: 'longtask' });
    });
    return new FreezeWatch(app, pid ?? 0);
  }

  /** Ends the watch; milliseconds of the longest freeze. */
  async stop(): Promise<number> {
    const tasks = await this.app.window.evaluate(async () => {
      // The observer is told in a task of its own.
      await new Promise((resolve) => setTimeout(resolve));
      return (globalThis as unknown as { longTasks: LongTask[] }).longTasks;
    });
    clearInterval(this.timer);
    this.sample();
    return Math.max(0, ...tasks.map((task) => Math.min(task.ms, this.computedDuring(task))));
  }

  private computedDuring({ at, ms }: LongTask): number {
    const before = this.samples.findLast((sample) => sample.at <= at) ?? this.samples[0];
    const after = this.samples.find((sample) => sample.at >= at + ms) ?? this.samples.at(-1);
    return (after?.computedMs ?? 0) - (before?.computedMs ?? 0);
  }

  private sample(): void {
    const [computed = '0'] = schedule(this.pid).split(' ');
    this.samples.push({ at: Date.now(), computedMs: Number(computed) / 1e6 });
  }
}

function schedule(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8');
  } catch {
    return ''; // The page is gone; what the test waits for will say so.
  }
}
