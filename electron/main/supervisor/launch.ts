/** Starts the backend process and ends it, with all that it started. */
import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { treeEnding, type TreeEnding } from '../policies/tree';
import { LineReader } from './lines';
import type { BackendCommand } from './locate';

/** After the process is gone its last line may still be in the pipe; a grandchild may hold that pipe open for ever. */
const LAST_WORDS_MS = 300;

/** A process that prints without end is read in portions, with rests for the window between them. */
const PORTION_CHARS = 256 * 1024;
const REST_MS = 10;

export interface ProcessListeners {
  onLine: (line: string) => void;
  onErrorLine: (line: string) => void;
  /** Called once; a process that could not be started ends here too, with the reason. */
  onEnd: (end: { code: number | null; signal: string | null; notStarted: string | null }) => void;
}

export interface BackendProcess {
  readonly pid: number | undefined;
  closeStdin(): void;
  /** Asks it and what it started to end; on Windows, where nothing can be asked, ends them. */
  terminate(): void;
  /** Ends it and what it started. */
  kill(): void;
}

export type Launch = (
  command: BackendCommand,
  environment: NodeJS.ProcessEnv,
  firstLine: string,
  listeners: ProcessListeners,
) => BackendProcess;

export const launchBackend: Launch = (command, environment, firstLine, listeners) => {
  const ending = treeEnding(process.platform);
  const child = spawn(command.file, command.args, {
    cwd: command.cwd,
    env: environment,
    detached: ending === 'process-group',
    windowsHide: true,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  readLines(child, listeners);
  reportEnd(child, ending, listeners);
  // The backend may be gone before it has read the line: its end is reported by `exit`, not by this pipe.
  child.stdin.on('error', () => undefined);
  child.stdin.write(`${firstLine}\n`);
  return {
    pid: child.pid,
    closeStdin: () => child.stdin.end(),
    terminate: () => {
      signalTree(child, ending, 'SIGTERM');
    },
    kill: () => {
      signalTree(child, ending, 'SIGKILL');
    },
  };
};

function readLines(child: ChildProcess, { onLine, onErrorLine }: ProcessListeners): void {
  for (const [stream, listener] of [
    [child.stdout, onLine],
    [child.stderr, onErrorLine],
  ] as const) {
    if (stream === null) continue;
    const reader = new LineReader(listener);
    stream.setEncoding('utf8');
    let portion = 0;
    stream.on('data', (text: string) => {
      reader.push(text);
      portion += text.length;
      if (portion >= PORTION_CHARS) {
        portion = 0;
        rest(stream);
      }
    });
    stream.on('end', () => {
      reader.end();
    });
  }
}

function rest(stream: Readable): void {
  stream.pause();
  setTimeout(() => stream.resume(), REST_MS);
}

function reportEnd(child: ChildProcess, ending: TreeEnding, { onEnd }: ProcessListeners): void {
  let reported = false;
  const report: ProcessListeners['onEnd'] = (end) => {
    if (reported) return;
    reported = true;
    onEnd(end);
  };
  child.on('error', (error) => {
    if (child.pid === undefined) report({ code: null, signal: null, notStarted: error.message });
  });
  child.on('exit', (code, signal) => {
    // What the backend left behind has no one to answer to any more.
    signalTree(child, ending, 'SIGKILL');
    const end = { code, signal, notStarted: null };
    const patience = setTimeout(report, LAST_WORDS_MS, end);
    child.on('close', () => {
      clearTimeout(patience);
      report(end);
    });
  });
}

function signalTree(child: ChildProcess, ending: TreeEnding, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  try {
    if (ending === 'process-group') process.kill(-child.pid, signal);
    else child.kill(signal); // By its handle: a process that is gone already cannot be mistaken for another.
  } catch {
    // There is no such group any more, which is what was wanted.
  }
}
