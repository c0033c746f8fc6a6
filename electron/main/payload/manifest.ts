/**
 * The list of every file of the packed application, signed when it was packed. Its format is told in
 * `build/package/manifest.py`, which writes it. (The small zod: loading all of it would take longer than the signature.)
 */
import { createPublicKey, verify } from 'node:crypto';
import * as z from 'zod/mini';

/** In the folder with the application's resources. */
export const MANIFEST = 'payload.json';
export const SIGNATURE = 'payload.sig';

const path = z.string().check(z.minLength(1));
const fileEntry = z.object({ path, size: z.int().check(z.nonnegative()), sha256: z.string().check(z.length(64)) });
const linkEntry = z.object({ path, link: z.string() });

const manifestSchema = z.object({
  format: z.literal(1),
  identity: z.enum(['release', 'test']),
  /** The path of the backend's executable. */
  backend: path,
  files: z.array(z.union([fileEntry, linkEntry])),
});

export type FileEntry = z.infer<typeof fileEntry>;
export type Manifest = z.infer<typeof manifestSchema>;

export type ManifestVerdict =
  { verdict: 'trusted'; manifest: Manifest } | { verdict: 'forged' } | { verdict: 'malformed' };

/**
 * Nothing of the list is read before its signature has been found good.
 *
 * @param signature - Ed25519 over the bytes of the list, in base64.
 * @param keys - The public keys that count: SubjectPublicKeyInfo DER in base64.
 */
export function readManifest(bytes: Buffer, signature: string, keys: readonly string[]): ManifestVerdict {
  const given = Buffer.from(signature, 'base64');
  if (!keys.some((key) => isSignedBy(key, bytes, given))) return { verdict: 'forged' };
  try {
    return { verdict: 'trusted', manifest: manifestSchema.parse(JSON.parse(bytes.toString('utf8'))) };
  } catch {
    return { verdict: 'malformed' };
  }
}

function isSignedBy(key: string, bytes: Buffer, signature: Buffer): boolean {
  try {
    return verify(
      null,
      bytes,
      createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' }),
      signature,
    );
  } catch {
    return false;
  }
}
