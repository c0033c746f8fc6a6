/** The supervisor with real processes, real pipes and a real port; only time may run faster. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { BackendStatus } from '../../../../electron/shared/ipc';
import { redact } from '../../../../electron/main/redact';
import { systemClock } from '../../../../electron/main/supervisor/clock';
import { backendEnvironment } from '../../../../electron/main/supervisor/environment';
import { handshakeLine, newToken } from '../../../../electron/main/supervisor/handshake';
import { askHealth } from '../../../../electron/main/supervisor/health';
import { launchBackend, type Launch } from '../../../../electron/main/supervisor/launch';
import { Supervisor, type Clock } from '../../../../electron/main/supervisor/supervisor';
import { canRestart, codeOf } from '../../../../electron/main/supervisor/trouble';
import { troubleEn } from '../../../../electron/main/strings/troubleEn';
import { rememberingLog, temporaryFolder, until } from '../support';

type Mode = 'good' | 'stubborn' | 'silent' | 'fatal' | 'with-child';

interface Report {
  handshake: Record<string, unknown>;
  argv: string[];
  environment: Record<string, string>;
  pid: number;
  child: number | null;
}

/** Waits a tenth of what it is asked to, and tells the machine so. */
function fastClock(): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * 10,
    after: (ms, action) => systemClock.after(ms / 10, action),
  };
}

class Trial {
  readonly folder = temporaryFolder();
  readonly log = rememberingLog();
  readonly seen: BackendStatus[] = [];
  readonly tokens: string[] = [];
  readonly supervisor: Supervisor;
  /** The processes that were signalled. */
  readonly signalled: (number | undefined)[] = [];
  /** How many processes were started. */
  launched = 0;

  constructor(
    mode: Mode,
    clock: Clock = systemClock,
    file = process.execPath,
    /** What the search for the backend waits for. */
    public found = (): Promise<void> => Promise.resolve(),
  ) {
    const args = [path.join(import.meta.dirname, '..', 'fixtures', 'backend.mjs'), mode, this.reportFile];
    this.supervisor = new Supervisor({
      clock,
      random: () => 0.5,
      locate: async () => {
        await this.found();
        return { command: { file, args, cwd: this.folder } };
      },
      launch: this.launch,
      environment: backendEnvironment({ ...process.env, PYTHONPATH: '/elsewhere', HTTPS_PROXY: 'http://proxy.test' }),
      askHealth: (port) => askHealth(port, 200),
      newToken: () => {
        const token = newToken();
        this.tokens.push(token);
        return token;
      },
      handshake: (token) =>
        handshakeLine(token, 'app://bundle', { dataDir: path.join(this.folder, 'data'), logDir: this.folder }),
      describe: (trouble) => ({ code: codeOf(trouble), canRestart: canRestart(trouble), ...troubleEn(trouble) }),
      redact: (text) => redact(text, { homeDir: '/home/zoe', tokens: this.tokens }),
      log: this.log,
    });
    this.supervisor.onStatus((status) => this.seen.push(status));
    onTestFinished(() => this.supervisor.stop());
    this.supervisor.start();
  }

  private readonly launch: Launch = (...order) => {
    this.launched += 1;
    const launched = launchBackend(...order);
    return {
      ...launched,
      terminate: () => {
        this.signalled.push(launched.pid);
        launched.terminate();
      },
      kill: () => {
        this.signalled.push(launched.pid);
        launched.kill();
      },
    };
  };

  get reportFile(): string {
    return path.join(this.folder, 'report.json');
  }

  get report(): Report {
    return JSON.parse(readFileSync(this.reportFile, 'utf8')) as Report;
  }

  async reaches(state: BackendStatus['state'], generation?: number): Promise<BackendStatus> {
    const { supervisor } = this;
    await until(() => {
      const { status } = supervisor;
      return status.state === state && (generation === undefined || status.connection?.generation === generation);
    });
    return supervisor.status;
  }
}

/** After all that promises which are kept already bring about. */
function untilSettled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function isAlive(pid: number): boolean {
  const stat = `/proc/${pid}/stat`;
  if (process.platform === 'linux') return existsSync(stat) && !readFileSync(stat, 'utf8').includes(') Z ');
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('a backend that starts', () => {
  it('gets the handshake on stdin, and its token nowhere else', async () => {
    const trial = new Trial('good');
    const { connection } = await trial.reaches('healthy');
    const { handshake, argv, environment } = trial.report;
    const token = connection?.token ?? '';
    expect(Buffer.from(token, 'base64url')).toHaveLength(32);
    expect(handshake).toEqual({
      protocol: 1,
      token,
      origins: ['app://bundle'],
      data_dir: path.join(trial.folder, 'data'),
      log_dir: trial.folder,
    });
    expect(JSON.stringify([argv, environment])).not.toContain(token);
    expect(JSON.stringify(trial.supervisor.history)).not.toContain(token);
    expect(trial.log.lines.join('\n')).not.toContain(token);
    expect(trial.supervisor.history.lastStderr).toEqual(['serving with bearer.[redacted]']);
  });

  it("keeps the user's environment and gets nothing of ours", async () => {
    const trial = new Trial('good');
    await trial.reaches('healthy');
    const { environment } = trial.report;
    expect(environment).toMatchObject({ HTTPS_PROXY: 'http://proxy.test', PYTHONUTF8: '1', PATH: process.env['PATH'] });
    expect(environment).not.toHaveProperty('PYTHONPATH');
    expect(Object.keys(environment).filter((name) => name.startsWith('NODE_'))).toEqual([]);
  });

  it('is shown on the way: starting, then healthy with its engine', async () => {
    const trial = new Trial('good');
    await until(() => trial.supervisor.status.engine === 'ready' && trial.supervisor.status.state === 'healthy');
    expect(trial.seen.map(({ state }) => state)).toEqual(expect.arrayContaining(['starting', 'healthy']));
    expect(trial.seen.find(({ state }) => state === 'starting')?.connection).toBeNull();
  });

  it('that refuses is shown with its own words, and not started again', async () => {
    const trial = new Trial('fatal');
    const { problem, connection } = await trial.reaches('failed');
    expect(problem?.code).toBe('data-dir-not-usable');
    expect(problem?.message).toContain('The disk is full.');
    expect(connection).toBeNull();
  });
});

describe('a backend that is lost', () => {
  it('is replaced after a kill, by one with another token', async () => {
    const trial = new Trial('good', fastClock());
    await trial.reaches('healthy', 1);
    process.kill(trial.report.pid, 'SIGKILL');
    const { connection, attempt } = await trial.reaches('healthy', 2);
    expect(connection?.token).toBe(trial.tokens[1]);
    expect(trial.tokens[1]).not.toBe(trial.tokens[0]);
    expect(attempt).toBe(1);
  });

  it('takes what it started with it', async () => {
    const trial = new Trial('with-child', fastClock());
    await trial.reaches('healthy', 1);
    const { pid, child } = trial.report;
    expect(isAlive(child ?? 0)).toBe(true);
    process.kill(pid, 'SIGKILL');
    await until(() => !isAlive(child ?? 0));
  });

  it('is ended when it no longer answers', { timeout: 30_000 }, async () => {
    const trial = new Trial('silent', fastClock());
    await trial.reaches('healthy', 1);
    const { pid } = trial.report;
    await trial.reaches('unresponsive');
    await until(() => !isAlive(pid));
    await trial.reaches('backing-off');
    expect(trial.supervisor.status.problem?.code).toBe('unresponsive');
    expect(trial.supervisor.status.retryInMs).toBeGreaterThan(0);
  });
});

describe('a stop', () => {
  it('is over at once for a backend that obeys, and leaves nothing', async () => {
    const trial = new Trial('good');
    await trial.reaches('healthy');
    const start = Date.now();
    await trial.supervisor.stop();
    expect(Date.now() - start).toBeLessThan(1_500);
    expect(isAlive(trial.report.pid)).toBe(false);
    expect(trial.supervisor.status).toMatchObject({ state: 'stopped', connection: null, problem: null });
  });

  it('ends a backend that heeds neither EOF nor SIGTERM', async () => {
    const trial = new Trial('stubborn', fastClock());
    await trial.reaches('healthy');
    await trial.supervisor.stop();
    expect(isAlive(trial.report.pid)).toBe(false);
    expect(trial.supervisor.history.entries.map(({ verdict }) => verdict)).toEqual(
      expect.arrayContaining(['stopping', 'terminated', 'killed', 'stopped']),
    );
  });

  it('of a backend that stands still does not wait for it to obey', async () => {
    const trial = new Trial('silent', fastClock());
    await trial.reaches('unresponsive');
    const { pid } = trial.report;
    process.kill(pid, 'SIGSTOP');
    await trial.supervisor.stop();
    expect(isAlive(pid)).toBe(false);
    expect(trial.supervisor.history.entries.map(({ verdict }) => verdict)).not.toContain('terminated');
  });

  it('while the first backend is looked for waits for no search, and nothing that it finds is started', async () => {
    let find = (): void => undefined;
    const trial = new Trial('good', systemClock, process.execPath, () => new Promise((resolve) => (find = resolve)));
    await trial.supervisor.stop();
    expect(trial.supervisor.status).toMatchObject({ state: 'stopped', problem: null });
    find();
    await untilSettled();
    expect(trial.launched).toBe(0);
    expect(trial.supervisor.status.state).toBe('stopped');
  });

  it('for a restart, while the first backend is looked for, leaves one backend: that of the second search', async () => {
    let find = (): void => undefined;
    const trial = new Trial('good', systemClock, process.execPath, () => new Promise((resolve) => (find = resolve)));
    trial.found = () => Promise.resolve();
    trial.supervisor.restart();
    await trial.reaches('healthy', 2);
    find();
    await untilSettled();
    expect(trial.launched).toBe(1);
  });

  it('while the next backend is looked for signals no process: the number of the last one may be another by now', async () => {
    const trial = new Trial('good', fastClock());
    await trial.reaches('healthy', 1);
    trial.found = () => new Promise(() => undefined);
    process.kill(trial.report.pid, 'SIGKILL');
    await trial.reaches('starting');
    await trial.supervisor.stop();
    expect(trial.signalled).toEqual([]);
  });

  it('does not start what had not been started', async () => {
    const trial = new Trial('good');
    await trial.supervisor.stop();
    expect(trial.supervisor.status.state).toBe('stopped');
    expect(existsSync(trial.reportFile)).toBe(false);
  });

  it('is final for a backend that must not run', async () => {
    const trial = new Trial('good');
    await trial.reaches('healthy');
    const { pid } = trial.report;
    trial.supervisor.refuse({ kind: 'payload-forged' });
    expect(trial.supervisor.status).toMatchObject({ state: 'failed', connection: null });
    expect(trial.supervisor.status.problem).toMatchObject({ code: 'payload-forged', canRestart: false });
    await until(() => !isAlive(pid));
    expect(trial.supervisor.status.state).toBe('failed');
  });
});

describe('a program that the system does not start', () => {
  it('because looking for it fails is shown, and no start goes on for ever', async () => {
    const trial = new Trial('good', fastClock());
    await trial.reaches('healthy', 1);
    trial.found = () => Promise.reject(new Error('the disk is gone'));
    process.kill(trial.report.pid, 'SIGKILL');
    const { problem } = await trial.reaches('failed');
    expect(problem?.code).toBe('not-started');
    expect(problem?.message).toContain('the disk is gone');
  });

  it.each([
    ['because it is not there', '/nowhere/backend', 'ENOENT'],
    ['by throwing at once', 'back\0end', 'ERR_INVALID_ARG_VALUE'],
  ])('%s is shown, and is no crash', async (_name, file, reason) => {
    const trial = new Trial('good', systemClock, file);
    const { problem } = await trial.reaches('failed');
    expect(problem?.code).toBe('not-started');
    expect(problem?.message).toContain(reason);
    expect(trial.supervisor.history.entries.map(({ verdict }) => verdict)).not.toContain('crashed');
  });
});
