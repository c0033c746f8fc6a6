/** Requests to programs on this machine: always 127.0.0.1, never through a proxy, never longer or larger than said. */
import { request, type IncomingHttpHeaders } from 'node:http';

const LARGEST_ANSWER = 32 * 1024 * 1024;

export interface LocalRequest {
  port: number;
  path: string;
  timeoutMs: number;
  headers?: Record<string, string>;
}

export interface LocalAnswer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

export function httpGet({ port, path, timeoutMs, headers = {} }: LocalRequest): Promise<LocalAnswer> {
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, headers, agent: false }, (response) => {
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
      reject(error);
    });
    asked.end();
  });
}
