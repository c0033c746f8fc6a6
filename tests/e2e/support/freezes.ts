/**
 * How long the window was frozen: the longest task of the page's main thread, by the time that it computed.
 *
 * On a busy machine a task also waits for a processor, which says nothing about us: the kernel counts what a thread
 * computed (`/proc/PID/schedstat`), and of a long task no more than that counts.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { RunningApp } from './app';

export interface Sample {
  /** Milliseconds of the epoch. */
  at: number;
  computedMs: number;
}

interface LongTask {
  at: number;
  ms: number;
}

export class FreezeWatch {
  private constructor(
    private readonly app: RunningApp,
    private readonly sampler: Worker,
  ) {}

  static async start(app: RunningApp): Promise<FreezeWatch> {
    const pid = await app.electron.evaluate(({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
    );
    const sampler = new Worker(new URL('scheduleSampler.mjs', import.meta.url), { workerData: { pid } });
    await once(sampler, 'online');
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
    return new FreezeWatch(app, sampler);
  }

  /** Ends the watch; milliseconds of the longest freeze. */
  async stop(): Promise<number> {
    const tasks = await this.app.window.evaluate(async () => {
      // The observer is told in a task of its own.
      await new Promise((resolve) => setTimeout(resolve));
      return (globalThis as unknown as { longTasks: LongTask[] }).longTasks;
    });
    const answer = once(this.sampler, 'message');
    this.sampler.postMessage('stop');
    const [samples] = (await answer) as [Sample[]];
    return Math.max(0, ...tasks.map((task) => Math.min(task.ms, computedDuring(task, samples))));
  }
}

function computedDuring({ at, ms }: LongTask, samples: Sample[]): number {
  const before = samples.findLast((sample) => sample.at <= at) ?? samples[0];
  const after = samples.find((sample) => sample.at >= at + ms) ?? samples.at(-1);
  return (after?.computedMs ?? 0) - (before?.computedMs ?? 0);
}
