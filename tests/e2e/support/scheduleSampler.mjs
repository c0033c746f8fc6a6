/**
 * The thread beside a test that keeps asking the kernel how long another process's first thread has computed.
 *
 * In a thread of its own, for the test's is busy with the page: samples that came late would lay the work before and
 * after a task to its charge.
 */
import { readFileSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

const SAMPLE_MS = 5;

const { pid } = /** @type {{ pid: number }} */ (workerData);
/** @type {import('./freezes').Sample[]} */
const samples = [];

function sample() {
  try {
    const [computed] = readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ');
    samples.push({ at: Date.now(), computedMs: Number(computed) / 1e6 });
  } catch {
    // The page is gone; what the test waits for will say so.
  }
}

sample();
const timer = setInterval(sample, SAMPLE_MS);
parentPort?.once('message', () => {
  clearInterval(timer);
  sample();
  parentPort?.postMessage(samples);
});
