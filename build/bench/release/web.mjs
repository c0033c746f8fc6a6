/** A folder on the web for measurements: 127.0.0.1, one byte range a request, and a count of what was sent. */
import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

/**
 * @typedef {object} Web
 * @property {URL} folder - The address of the folder.
 * @property {Map<string, { requests: number, bytes: number }>} sent - By file: answers, and the bytes of their bodies.
 * @property {() => void} close - Ends it.
 */

/**
 * @param {string} folder
 * @returns {Promise<Web>}
 */
export async function serve(folder) {
  /** @type {Web['sent']} */
  const sent = new Map();
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname.slice(1));
    const size = name.includes('/') ? undefined : statSync(path.join(folder, name), { throwIfNoEntry: false })?.size;
    if (size === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { start, end, head, status } = part(request.headers.range, size);
    const so = sent.get(name) ?? { requests: 0, bytes: 0 };
    sent.set(name, { requests: so.requests + 1, bytes: so.bytes + end - start + 1 });
    response.writeHead(status, { ...head, 'accept-ranges': 'bytes', 'content-length': end - start + 1 });
    createReadStream(path.join(folder, name), { start, end }).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { folder: new URL(`http://127.0.0.1:${address.port}/`), sent, close };
}

/**
 * The part of a file that is asked for, first and last byte (RFC 9110, 14.1.2); electron-updater asks for closed ranges alone.
 *
 * @param {string | undefined} range
 * @param {number} size
 */
function part(range, size) {
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(range ?? '') ?? [];
  if (first === undefined || last === undefined) return { start: 0, end: size - 1, head: {}, status: 200 };
  const [start, end] = [Number(first), Math.min(Number(last), size - 1)];
  return { start, end, head: { 'content-range': `bytes ${start}-${end}/${size}` }, status: 206 };
}
