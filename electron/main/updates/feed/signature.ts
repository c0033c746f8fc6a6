/** The signatures beside a feed: Ed25519 over its bytes, by any of the keys that product.json lists. */
import { createHash, createPublicKey, verify } from 'node:crypto';
import * as z from 'zod/mini';
import { LARGEST_SIGNATURE } from './feed';

/** Two keys while one replaces the other; and while a feed is replaced, those of both feeds. */
const MOST_SIGNATURES = 4;

/** 64 bytes in base64. */
const SIGNATURE = /^[A-Za-z\d+/]{86}==$/;

const signatureSchema = z.object({
  format: z.literal(1),
  signatures: z
    .array(
      z.object({ keyId: z.string().check(z.regex(/^[\da-f]{16}$/)), signature: z.string().check(z.regex(SIGNATURE)) }),
    )
    .check(z.minLength(1), z.maxLength(MOST_SIGNATURES)),
});

export type SignatureVerdict = 'signed' | 'unsigned' | 'malformed-signature' | 'unknown-key' | 'tampered';

/**
 * @param keys - public keys, SPKI DER in base64
 * @throws When a key of `keys` is no key.
 */
export function signatureVerdict(feed: Buffer, signature: Buffer | null, keys: readonly string[]): SignatureVerdict {
  if (signature === null) return 'unsigned';
  const entries = readSignatures(signature);
  if (entries === null) return 'malformed-signature';
  const known = new Map(keys.map((key) => [keyId(key), key]));
  const candidates = entries.filter((entry) => known.has(entry.keyId));
  if (candidates.length === 0) return 'unknown-key';
  const isGood = candidates.some((entry) => {
    const key = createPublicKey({ key: der(known.get(entry.keyId) ?? ''), format: 'der', type: 'spki' });
    return verify(null, feed, key, Buffer.from(entry.signature, 'base64'));
  });
  return isGood ? 'signed' : 'tampered';
}

function readSignatures(content: Buffer): z.infer<typeof signatureSchema>['signatures'] | null {
  if (content.length > LARGEST_SIGNATURE) return null;
  try {
    return signatureSchema.parse(JSON.parse(content.toString('utf8'))).signatures;
  } catch {
    return null;
  }
}

/** The first 16 hexadecimal digits of the SHA-256 of a public key. */
export function keyId(key: string): string {
  return createHash('sha256').update(der(key)).digest('hex').slice(0, 16);
}

function der(key: string): Buffer {
  return Buffer.from(key, 'base64');
}
