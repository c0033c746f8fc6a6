/** Requests to the internet that tell nothing of the user but that somebody asks: no cookie, no referrer, no proxy. */
import { lookup as lookUp } from 'node:dns/promises';
import { request as requestSecurely } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';

export interface WebAnswer {
  readonly status: number;
  /** Where a redirect leads to, as it was sent. */
  readonly location: string | null;
  /** Of a status of 200; null when it is larger than wanted. */
  readonly body: Buffer | null;
}

export interface WebLimits {
  readonly mostBytes: number;
  readonly signal: AbortSignal;
}

export interface Network {
  /** All addresses of a host. Rejects when it has none. */
  resolve(host: string): Promise<string[]>;
  /** Asks the host of `url` at one of these addresses, and at no other: what a name means may change between two looks. */
  get(url: URL, addresses: readonly string[], limits: WebLimits): Promise<WebAnswer>;
}

/** Many sites give nothing to a program without a name; this one tells no more than that. */
const HEADERS = { accept: 'image/png,image/jpeg,image/gif,image/webp', 'user-agent': 'Mozilla/5.0' };

export function createNetwork(request: typeof requestSecurely = requestSecurely): Network {
  return {
    async resolve(host) {
      const found = await lookUp(host, { all: true });
      return found.map(({ address }) => address);
    },
    get(url, addresses, { mostBytes, signal }) {
      return new Promise((resolve, reject) => {
        const options = { agent: false, headers: HEADERS, lookup: always(addresses), signal } as const;
        const asked = request(url, options, (response) => {
          const { statusCode: status = 0, headers } = response;
          const settle = (body: Buffer | null): void => {
            resolve({ status, location: headers.location ?? null, body });
            asked.destroy();
          };
          if (status !== 200) {
            settle(null);
            return;
          }
          const chunks: Buffer[] = [];
          let size = 0;
          response.on('data', (chunk: Buffer) => {
            size += chunk.length;
            chunks.push(chunk);
            if (size > mostBytes) settle(null);
          });
          response.on('end', () => {
            settle(Buffer.concat(chunks));
          });
          response.on('error', reject);
        });
        asked.on('error', reject);
        asked.end();
      });
    },
  };
}

function always(addresses: readonly string[]): LookupFunction {
  const found = addresses.map((address) => ({ address, family: isIP(address) }));
  return (_host, { all }, answer) => {
    const [first] = found;
    if (first === undefined) answer(new Error('no address'), '');
    else if (all === true) answer(null, found);
    else answer(null, first.address, first.family);
  };
}
