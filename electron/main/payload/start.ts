/** The guard with its real parts: where the files are, whose signature counts, and a thread to read them. */
import { app } from 'electron';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Log } from '../log';
import { payloadWorkerFile, type UserPaths } from '../paths';
import { product } from '../product';
import { checkInWorker, PayloadGuard } from './guard';
import { payloadPolicy } from './policy';

/** A build without a release key is signed by one that was made for it; its public half came into the ASAR with it. */
const packageSchema = z.object({ testPayloadKey: z.base64().optional() });

export function guardPayload(paths: UserPaths, log: Log): PayloadGuard | null {
  if (payloadPolicy(app.isPackaged, process.platform) !== 'check') return null;
  const testKey = readTestKey();
  if (testKey !== undefined) log.warn('this is a test build: a throw-away key signed its payload');
  const run = checkInWorker(payloadWorkerFile, {
    root: path.dirname(process.resourcesPath),
    keys: [...product.payloadKeys, ...(testKey === undefined ? [] : [testKey])],
    indexFile: paths.payloadIndex,
  });
  return new PayloadGuard(run, log);
}

function readTestKey(): string | undefined {
  const text = readFileSync(path.join(app.getAppPath(), 'package.json'), 'utf8');
  return packageSchema.parse(JSON.parse(text)).testPayloadKey;
}
