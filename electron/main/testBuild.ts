/** A build without a release key is signed by one that was made for it; its public half came into the ASAR with it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod/mini';

const packageSchema = z.object({ testPayloadKey: z.optional(z.base64()) });

/** The public key of a test build; undefined in a release. */
export function readTestKey(appPath: string): string | undefined {
  const text = readFileSync(path.join(appPath, 'package.json'), 'utf8');
  return packageSchema.parse(JSON.parse(text)).testPayloadKey;
}
