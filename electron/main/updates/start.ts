/** The updater with its real parts: this copy, its product, its administrator and the internet. */
import { app } from 'electron';
import type { Log } from '../log';
import type { Mode } from '../mode';
import { updaterFile, type UserPaths } from '../paths';
import { feedAddressVerdict, feedFolder, updateRequestVerdict } from '../policies/updates';
import { product } from '../product';
import type { Strings } from '../strings';
import { systemClock } from '../supervisor/clock';
import type { Supervisor } from '../supervisor/supervisor';
import { readTestKey } from '../testBuild';
import { askActivity } from './activity';
import { engineFrom } from './engine/later';
import type { Engine } from './engine/engine';
import { checkFeed, type CheckRequest, type CheckResult } from './feed/check';
import { fetchFile } from './feed/fetch';
import { policyPlace, readPolicy } from './policy/policy';
import { UpdateService } from './service';
import { updateSession } from './session';
import { UpdateRecords } from './stored';
import { supportOf, thisCopy, type Support } from './support';
import { offReason } from './trouble';

/** The steps of the backend's stop take 3 s at most. */
const LONGEST_STOP_MS = 10_000;

export interface UpdaterParts {
  mode: Mode;
  paths: UserPaths;
  strings: () => Strings;
  supervisor: Supervisor;
  log: Log;
}

interface Source {
  folder: URL;
  keys: readonly string[];
  testBuild: boolean;
}

export function createUpdates({ mode, paths, strings, supervisor, log }: UpdaterParts): UpdateService {
  const { feed, keys } = mode.updates ?? product.updates;
  const testBuild = !mode.isPackaged || readTestKey(app.getAppPath()) !== undefined;
  const address = feedAddressVerdict(feed, testBuild);
  const policy = readPolicy(policyPlace(process.platform, product.id), log);
  const off = offReason({ address, keys, policy: policy.verdict });
  const support = supportOf(thisCopy(mode.isPackaged, process.resourcesPath, process.env));
  log.info('updates', { off: off ?? '', address, policy: policy.verdict, copy: support.verdict });
  const source = off === null ? { folder: feedFolder(feed), keys, testBuild } : null;
  return new UpdateService({
    clock: systemClock,
    random: Math.random,
    off,
    manual: support.verdict === 'supported' ? null : support.verdict,
    fixed: policy.fixed,
    looksByItself: mode.isPackaged,
    records: new UpdateRecords(paths.updates, log),
    check: source === null ? neverAsked : checkOf(source, log),
    engine: source === null ? { download: neverAsked, install: neverAsked } : engineOf(source, support, log),
    activity: () => askActivity(supervisor.connection),
    stopBackend: () => stopSeen(supervisor),
    startBackend: () => {
      supervisor.start();
    },
    describe: (trouble) => ({ code: trouble, ...strings().update(trouble) }),
    log,
  });
}

/** What is off is not asked: the service sees to that. */
function neverAsked(): Promise<never> {
  return Promise.reject(new Error('updates are off'));
}

function checkOf({ folder, keys, testBuild }: Source, log: Log): (request: CheckRequest) => Promise<CheckResult> {
  const { appId, version: installed } = product;
  const { platform, arch } = process;
  return (request) => {
    const session = updateSession(folder, log);
    const mayFollow = (address: string): boolean => updateRequestVerdict(address, folder) === 'feed-host';
    const parts = {
      folder,
      platform,
      arch,
      expected: { appId, keys, installed, testBuild },
      now: Date.now,
      fetch: (url: URL, mostBytes: number) => fetchFile({ url, mostBytes, session, mayFollow }),
    };
    return checkFeed(parts, request);
  };
}

function engineOf({ folder, testBuild }: Source, support: Support, log: Log): Engine {
  if (support.verdict !== 'supported') return { download: neverAsked, install: neverAsked };
  const { windowsPublisher, windowsPublisherNext = '' } = product.signing;
  const windowsPublishers = [windowsPublisher, windowsPublisherNext].filter((name) => name !== '');
  return engineFrom(updaterFile, { kind: support.kind, folder, testBuild, windowsPublishers, log });
}

async function stopSeen(supervisor: Supervisor): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => {
      resolve(false);
    }, LONGEST_STOP_MS);
  });
  const gone = await Promise.race([supervisor.stop().then(() => true), patience]);
  clearTimeout(timer);
  return gone;
}
