/** Letters that steer a terminal or the reader of a log, and a way on which they come into the shell's. */
import type { RunningApp } from './app';

export const ESCAPES = [
  '\u001b[2J',
  '\u001b]0;title\u0007',
  '\u009b31m',
  '\u202e',
  '\r',
  '\b\b\b',
  '\u2028',
  '\n{"level":"info"}',
];

// eslint-disable-next-line no-control-regex -- they are what must not be there.
export const STEERING = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;

/** The system cannot open the folder of the logs, and says so in these words, which the shell writes down. */
export async function beRefusedFolder(app: RunningApp, words: string): Promise<void> {
  await app.electron.evaluate(({ shell }, reason) => {
    shell.openPath = () => Promise.resolve(reason);
  }, words);
  await app.request('logs:open');
}
