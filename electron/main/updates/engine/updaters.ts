/** electron-updater's parts for each kind of installation, with what this product does differently. */
import { MacUpdater, NsisUpdater, type AppUpdater } from 'electron-updater';
import { AppImageUpdater } from 'electron-updater/out/AppImageUpdater';
import type { InstallOptions } from 'electron-updater/out/BaseUpdater';
import { DebUpdater } from 'electron-updater/out/DebUpdater';
import type { DownloadedUpdateHelper } from 'electron-updater/out/DownloadedUpdateHelper';
import { RpmUpdater } from 'electron-updater/out/RpmUpdater';
import type { InstallKind } from '../support';
import { replaceAppImage, startAfter } from './appImage';
import { askWindows, authenticodeVerdict } from './authenticode';
import { installPackage, type LinuxPackage } from './package';

/** The one of electron-updater removes the old file first, and starts the new one while the old one still runs. */
class AtomicAppImageUpdater extends AppImageUpdater {
  protected override doInstall(): boolean {
    const old = process.env['APPIMAGE'];
    const fresh = this.installerPath;
    if (old === undefined || fresh === null) throw new Error('there is no AppImage to put in place');
    const place = replaceAppImage(fresh, old, (message) => {
      this._logger.warn(message);
    });
    startAfter(process.pid, place, process.argv.slice(1), process.env);
    return true;
  }
}

/** Those of electron-updater let root read the package from a folder of the user's. */
class CheckedDebUpdater extends DebUpdater {
  protected override doInstall({ isForceRunAfter }: InstallOptions): boolean {
    installDownloaded('deb', this.downloadedUpdateHelper);
    if (isForceRunAfter) this.app.relaunch();
    return true;
  }
}

class CheckedRpmUpdater extends RpmUpdater {
  protected override doInstall({ isForceRunAfter }: InstallOptions): boolean {
    installDownloaded('rpm', this.downloadedUpdateHelper);
    if (isForceRunAfter) this.app.relaunch();
    return true;
  }
}

function installDownloaded(kind: LinuxPackage['kind'], downloaded: DownloadedUpdateHelper | null): void {
  const file = downloaded?.file ?? null;
  const sha512 = downloaded?.downloadedFileInfo?.sha512;
  if (file === null || sha512 === undefined) throw new Error('there is no package to install');
  installPackage({ kind, file, sha512 }, { isRoot: process.getuid?.() === 0, environment: process.env });
}

export interface UpdaterOptions {
  /** The whole subjects of the certificates that sign for Windows; none while there is no certificate. */
  windowsPublishers: readonly string[];
  testBuild: boolean;
}

export function createUpdater(kind: InstallKind, options: UpdaterOptions): AppUpdater {
  switch (kind) {
    case 'appimage':
      return new AtomicAppImageUpdater();
    case 'deb':
      return new CheckedDebUpdater();
    case 'rpm':
      return new CheckedRpmUpdater();
    case 'mac':
      return new MacUpdater();
    case 'nsis':
      return strictNsisUpdater(options);
  }
}

function strictNsisUpdater({ windowsPublishers, testBuild }: UpdaterOptions): NsisUpdater {
  const updater = new NsisUpdater();
  // Its public setting is passed over when app-update.yml names no publisher.
  Object.defineProperty(updater, 'verifySignature', {
    value: async (file: string): Promise<string | null> => {
      // A test build has nobody's signature: there the hash in the signed feed is all.
      if (testBuild && windowsPublishers.length === 0) return null;
      const verdict = authenticodeVerdict(await askWindows(file), windowsPublishers);
      return verdict === 'signed' ? null : verdict;
    },
  });
  updater.disableWebInstaller = true;
  return updater;
}
