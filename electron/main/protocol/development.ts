/** In development the page comes from Vite, under the origin that it has in the product. */
import { httpGet } from '../http';
import { isOurs, parseAddress } from '../policies/navigation';
import { NOT_FOUND, type AssetSource } from './files';

/** The first request waits for Vite to bundle the dependencies. */
const PATIENCE_MS = 60_000;

export function viteOn(port: number): AssetSource {
  return async (address) => {
    const url = parseAddress(address);
    if (url === null || !isOurs(url)) return NOT_FOUND;
    const headers = { Accept: url.pathname.endsWith('.html') || url.pathname === '/' ? 'text/html' : '*/*' };
    const answer = await httpGet({ port, path: url.pathname + url.search, timeoutMs: PATIENCE_MS, headers });
    return {
      status: answer.status,
      type: answer.headers['content-type'] ?? 'application/octet-stream',
      body: answer.body,
    };
  };
}
