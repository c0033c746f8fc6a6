/** The guard with its real parts: where the files are, whose signature counts, and a thread to read them. */
import { app } from 'electron';
import path from 'node:path';
import type { Log } from '../log';
import { payloadWorkerFile, type UserPaths } from '../paths';
import { product } from '../product';
import { readTestKey } from '../testBuild';
import { checkInWorker, PayloadGuard } from './guard';

export function guardPayload(paths: UserPaths, log: Log): PayloadGuard | null {
  // Developers change the source tree all the time.
  if (!app.isPackaged) return null;
  const testKey = readTestKey(app.getAppPath());
  if (testKey !== undefined) log.warn('this is a test build: a throw-away key signed its payload');
  const run = checkInWorker(payloadWorkerFile, {
    root: path.dirname(process.resourcesPath),
    resources: path.basename(process.resourcesPath),
    keys: [...product.payloadKeys, ...(testKey === undefined ? [] : [testKey])],
    indexFile: paths.payloadIndex,
  });
  return new PayloadGuard(run, log);
}
