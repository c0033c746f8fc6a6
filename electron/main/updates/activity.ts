/** Whether an answer is being written: the backend knows, also of runs that no window reads. */
import * as z from 'zod/mini';
import type { BackendConnection } from '../../shared/ipc';
import { httpGet } from '../http';

const PATIENCE_MS = 3_000;
const diagnosticsSchema = z.object({ runs: z.object({ running: z.int() }) });

/** `unknown`: a backend is there, and did not say. Without a backend nothing is being written. */
export type Activity = 'quiet' | 'running' | 'unknown';

export async function askActivity(connection: BackendConnection | null): Promise<Activity> {
  if (connection === null) return 'quiet';
  const { port, token } = connection;
  const headers = { Authorization: `Bearer ${token}` };
  try {
    const { status, body } = await httpGet({ port, path: '/diagnostics', timeoutMs: PATIENCE_MS, headers });
    if (status !== 200) return 'unknown';
    const { runs } = diagnosticsSchema.parse(JSON.parse(body.toString('utf8')));
    return runs.running > 0 ? 'running' : 'quiet';
  } catch {
    return 'unknown';
  }
}
