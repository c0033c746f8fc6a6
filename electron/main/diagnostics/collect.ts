/** Gathers what a person who helps needs to know; shown to the user before a byte of it is saved. */
import { open, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { BackendConnection, BackendStatus, Preferences } from '../../shared/ipc';
import { httpGet } from '../http';
import { inertLines } from '../inert';
import type { HistoryEntry } from '../supervisor/history';

const TAIL_BYTES = 256 * 1024;
const MOST_LOGS = 12;
const BACKEND_TIMEOUT_MS = 3_000;

export interface TextFile {
  name: string;
  text: string;
}

export interface DiagnosticsSources {
  versions: Readonly<Record<string, string>>;
  preferences: Preferences;
  status: BackendStatus;
  connection: BackendConnection | null;
  history: readonly HistoryEntry[];
  lastStderr: readonly string[];
  logDir: string;
  redact: (text: string) => string;
}

export async function collectDiagnostics(sources: DiagnosticsSources): Promise<TextFile[]> {
  const { versions, preferences, status, history, lastStderr, logDir } = sources;
  const files: TextFile[] = [
    { name: 'versions.json', text: pretty(versions) },
    { name: 'preferences.json', text: pretty(preferences) },
    { name: 'supervisor.json', text: pretty({ status: withoutConnection(status), history }) },
    { name: 'backend.json', text: await askBackend(sources.connection) },
    { name: 'backend-stderr.txt', text: lastStderr.join('\n') },
    ...(await logTails(logDir)),
  ];
  return files.map(({ name, text }) => ({ name, text: sources.redact(inertLines(text)) }));
}

function withoutConnection({ state, engine, attempt, withoutPlugins, retryInMs, problem }: BackendStatus): object {
  return { state, engine, attempt, withoutPlugins, retryInMs, problem };
}

async function askBackend(connection: BackendConnection | null): Promise<string> {
  if (connection === null) return pretty({ unavailable: 'the backend does not run' });
  const { port, token } = connection;
  const headers = { Authorization: `Bearer ${token}` };
  try {
    const { status, body } = await httpGet({ port, path: '/diagnostics', timeoutMs: BACKEND_TIMEOUT_MS, headers });
    if (status !== 200) return pretty({ unavailable: `the backend answered ${status}` });
    return pretty(JSON.parse(body.toString('utf8')));
  } catch (error) {
    return pretty({ unavailable: String(error) });
  }
}

async function logTails(logDir: string): Promise<TextFile[]> {
  const names = (await readdir(logDir).catch(() => [])).filter((name) => /\.log(\.\d+)?$/.test(name)).sort();
  const tails = names.slice(0, MOST_LOGS).map(async (name) => ({
    name: `logs/${name}`,
    text: await tail(path.join(logDir, name)),
  }));
  return Promise.all(tails);
}

/** The end of a file, from the first whole line. */
async function tail(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - TAIL_BYTES);
    const { buffer, bytesRead } = await handle.read({ buffer: Buffer.alloc(size - start), position: start });
    const text = buffer.toString('utf8', 0, bytesRead);
    return start === 0 ? text : text.slice(text.indexOf('\n') + 1);
  } finally {
    await handle.close();
  }
}

function pretty(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
