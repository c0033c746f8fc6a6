import { Agent } from 'node:http';
import { httpGet } from '../http';
import type { Health } from '../../shared/protocol';
import { limits } from './limits';
import { parseHealth } from './messages';

/** A connection of its own for each check would cost both sides a fifth more. */
const agent = new Agent({ keepAlive: true, maxSockets: 1 });

/** Asks `GET /health`; null when there is no answer in time, or not one of a backend. */
export async function askHealth(port: number, timeoutMs: number = limits.healthTimeoutMs): Promise<Health | null> {
  try {
    const answer = await httpGet({ port, path: '/health', timeoutMs, agent });
    return answer.status === 200 ? parseHealth(answer.body.toString('utf8')) : null;
  } catch {
    return null;
  }
}
