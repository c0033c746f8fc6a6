import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';

/** A shell that does not quit when asked: the backend's own stop is bounded well below this. */
const QUIT_PATIENCE_MS = 10_000;

/**
 * @typedef {object} ShellOptions
 * @property {string} root
 * @property {number} developmentPort
 * @property {string[]} args
 */

/** The running Electron: started, told things over its IPC channel, and started anew. */
export class Shell {
  /** @type {import('node:child_process').ChildProcess | null} */
  #process = null;
  #restarting = false;
  #options;

  /** @type {(code: number) => void} */
  onEnd = () => undefined;

  /** @param {ShellOptions} options */
  constructor(options) {
    this.#options = options;
  }

  start() {
    const { root, developmentPort, args } = this.#options;
    const electron = String(createRequire(import.meta.url)('electron'));
    const child = spawn(electron, [root, ...args], {
      cwd: root,
      env: { ...process.env, DEVELOPMENT_PORT: String(developmentPort) },
      // A group of its own: Ctrl-C reaches this tool alone, which then lets the shell end in order.
      detached: process.platform !== 'win32',
      stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
    });
    this.#process = child;
    child.on('exit', (code) => {
      this.#process = null;
      if (this.#restarting) {
        this.#restarting = false;
        this.start();
      } else {
        this.onEnd(code ?? 1);
      }
    });
  }

  restart() {
    if (this.#process === null || this.#restarting) return;
    this.#restarting = true;
    this.quit();
  }

  restartBackend() {
    this.#process?.send({ type: 'restart-backend' });
  }

  quit() {
    const child = this.#process;
    if (child === null) {
      this.onEnd(0);
      return;
    }
    if (child.connected) child.send({ type: 'quit' });
    const patience = setTimeout(() => child.kill('SIGKILL'), QUIT_PATIENCE_MS);
    child.once('exit', () => {
      clearTimeout(patience);
    });
  }
}
