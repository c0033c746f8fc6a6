/** Requests to programs on this machine: always 127.0.0.1, never through a proxy, never longer or larger than said. */
import { request, type Agent, type IncomingHttpHeaders } from 'node:http';

const LARGEST_ANSWER = 32 * 1024 * 1024;

export interface LocalRequest {
  port: number;
  path: string;
  timeoutMs: number;
  headers?: Record<string, string>;
  /** Keeps the connection for the next request; without one each has its own. */
  agent?: Agent;
}

export interface LocalAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export function httpGet({ agent, ...question }: LocalRequest): Promise<LocalAnswer> {
  const { port, path, timeoutMs, headers = {} } = question;
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers, agent: agent ?? false }, (response) => {
      const chunks: Buffer[] = [];
      let size = 0;
      response.on('data', (chunk: Buffer) => {
        size += chunk.length;
        chunks.push(chunk);
        if (size > LARGEST_ANSWER) asked.destroy(new Error('the answer is too large'));
      });
      response.on('error', reject);
      response.on('end', () => {
        clearTimeout(patience);
        resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
      });
    });
    const patience = setTimeout(() => asked.destroy(new Error('no answer in time')), timeoutMs);
    asked.on('error', (error) => {
      clearTimeout(patience);
      // The other side may end a kept connection in the moment in which it is used again: that says nothing of its health.
      if (asked.reusedSocket && wasReset(error)) resolve(httpGet(question));
      else reject(error);
    });
    asked.end();
  });
}

function wasReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET' || error.code === 'EPIPE';
}
