/** Makes the answer to one request of a page: the asset, under headers with a nonce of this answer alone. */
import { randomBytes } from 'node:crypto';
import type { Asset, AssetSource } from './files';
import { answerHeaders } from './headers';

/** Stands in index.html wherever the nonce belongs. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer;
}

export type Answerer = (address: string) => Promise<Answer>;

export function answerFrom(source: AssetSource, development: boolean): Answerer {
  return async (address) => {
    const asset = await source(address);
    const nonce = randomBytes(16).toString('base64');
    return {
      status: asset.status,
      headers: answerHeaders(asset.type, { nonce, development }),
      body: isDocument(asset) ? withNonce(asset.body, nonce) : asset.body,
    };
  };
}

function isDocument(asset: Asset): boolean {
  return asset.type.startsWith('text/html');
}

function withNonce(body: Buffer, nonce: string): Buffer {
  return Buffer.from(body.toString('utf8').replaceAll(NONCE_PLACEHOLDER, nonce));
}
