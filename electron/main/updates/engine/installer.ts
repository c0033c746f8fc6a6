/** The engine on electron-updater. It is a bundle of its own, which is read once there is something to download. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import {
  CancellationToken,
  Provider,
  type AppUpdater,
  type ResolvedUpdateFileInfo,
  type UpdateInfo,
} from 'electron-updater';
import type { ProviderRuntimeOptions } from 'electron-updater/out/providers/Provider';
import { withoutUndefined, type UpdateProgress } from '../../../shared/updates';
import type { Log } from '../../log';
import type { Feed } from '../feed/feed';
import type { InstallKind } from '../support';
import type { EngineTrouble } from '../trouble';
import { DownloadWatch } from './downloadWatch';
import type { Engine, EngineFailure } from './engine';
import { PackageError } from './package';
import { createUpdater, type UpdaterOptions } from './updaters';

export interface InstallerOptions extends UpdaterOptions {
  kind: InstallKind;
  /** The folder of the feed. */
  folder: URL;
  log: Log;
}

export class Installer implements Engine {
  private readonly updater: AppUpdater;
  private feed: Feed | null = null;
  private file: string | null = null;

  constructor(private readonly options: InstallerOptions) {
    const { kind, log } = options;
    this.updater = createUpdater(kind, options);
    this.updater.logger = {
      info: (message: unknown) => {
        log.info('electron-updater', { message: String(message) });
      },
      warn: (message: unknown) => {
        log.warn('electron-updater', { message: String(message) });
      },
      error: (message: unknown) => {
        log.error('electron-updater', { message: String(message) });
      },
    };
    this.updater.autoDownload = false;
    this.updater.autoInstallOnAppQuit = false;
    this.updater.allowDowngrade = false;
    // Who is offered a version has been decided by the signed feed and this installation alone.
    this.updater.isUserWithinRollout = () => true;
  }

  async download(feed: Feed, onProgress: (progress: UpdateProgress) => void): Promise<EngineFailure | null> {
    this.file = null;
    this.feed = feed;
    this.updater.setFeedURL({ provider: 'custom', updateProvider: judgedProvider(feed, this.options.folder) });
    const token = new CancellationToken();
    const watch = new DownloadWatch(largestFile(feed), () => {
      token.cancel();
    });
    const follow = ({ percent, transferred, total }: UpdateProgress): void => {
      watch.heard({ transferred, total });
      onProgress({ percent, transferred, total });
    };
    this.updater.on('download-progress', follow);
    try {
      const found = await this.updater.checkForUpdates();
      if (found?.isUpdateAvailable !== true) throw new Error('electron-updater does not take this version');
      watch.begin();
      const [file] = await this.updater.downloadUpdate(token);
      this.file = file ?? null;
      return null;
    } catch (error) {
      return { trouble: watch.trouble ?? downloadTrouble(error), reason: String(error) };
    } finally {
      watch.end();
      this.updater.off('download-progress', follow);
    }
  }

  async install(): Promise<EngineFailure> {
    const failure = (await this.isStillWhole())
      ? await this.putInPlace()
      : { trouble: 'checksum' as const, reason: 'the downloaded file has changed' };
    // The next try would take what lies there for what it has to fetch, whatever is in it by now.
    if (failure.trouble === 'checksum' && this.file !== null) await rm(this.file, { force: true });
    return failure;
  }

  /** Comes back only when it failed. */
  private putInPlace(): Promise<EngineFailure> {
    return new Promise((resolve) => {
      this.updater.once('error', (error) => {
        resolve({ trouble: installTrouble(error), reason: String(error) });
      });
      this.updater.quitAndInstall(true, true);
    });
  }

  /** It may have lain there for days. */
  private async isStillWhole(): Promise<boolean> {
    const { feed, file } = this;
    if (feed === null || file === null) return false;
    const sum = await sha512(file).catch(() => null);
    return feed.files.some((one) => one.sha512 === sum);
  }
}

/** Gives electron-updater the feed that has been judged, instead of letting it fetch one. */
function judgedProvider(feed: Feed, folder: URL) {
  /* eslint-disable @typescript-eslint/no-deprecated -- the type demands what only older versions read. */
  const info: UpdateInfo = {
    version: feed.version,
    files: feed.files.map(({ sha512 = '', ...file }) => ({ ...withoutUndefined(file), sha512 })),
    path: feed.path ?? feed.files[0]?.url ?? '',
    sha512: feed.sha512 ?? feed.files[0]?.sha512 ?? '',
    releaseDate: feed.releaseDate ?? feed.feed.issued,
  };
  /* eslint-enable @typescript-eslint/no-deprecated */
  return class JudgedProvider extends Provider<UpdateInfo> {
    constructor(_options: unknown, _updater: AppUpdater, runtimeOptions: ProviderRuntimeOptions) {
      super(runtimeOptions);
    }

    /** Few servers answer several ranges at once; every one that matters answers one. */
    override get isUseMultipleRangeRequest(): boolean {
      return false;
    }

    getLatestVersion(): Promise<UpdateInfo> {
      return Promise.resolve(info);
    }

    resolveFiles({ files }: UpdateInfo): ResolvedUpdateFileInfo[] {
      return files.map((file) => ({ url: new URL(file.url, folder), info: file }));
    }
  };
}

function largestFile({ files }: Feed): number {
  return Math.max(...files.map(({ size }) => size));
}

const TROUBLE_OF_FILES: Readonly<Record<string, EngineTrouble>> = { ENOSPC: 'disk-full', EDQUOT: 'disk-full' };

const TROUBLE_OF_DOWNLOADS: Readonly<Record<string, EngineTrouble>> = {
  ...TROUBLE_OF_FILES,
  ERR_CHECKSUM_MISMATCH: 'checksum',
  ERR_UPDATER_INVALID_SIGNATURE: 'not-signed-by-publisher',
};

export function downloadTrouble(error: unknown): EngineTrouble {
  return TROUBLE_OF_DOWNLOADS[(error as NodeJS.ErrnoException).code ?? ''] ?? 'download-broken';
}

export function installTrouble(error: Error): EngineTrouble {
  if (error instanceof PackageError) return error.trouble;
  return TROUBLE_OF_FILES[(error as NodeJS.ErrnoException).code ?? ''] ?? 'not-installed';
}

async function sha512(file: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('base64');
}
