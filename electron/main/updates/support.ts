/** Whether this copy of the application can replace itself: a pure decision about where and how it lies. */
import { accessSync, constants, existsSync, readFileSync, realpathSync } from 'node:fs';
import path from 'node:path';

export interface Copy {
  platform: NodeJS.Platform;
  isPackaged: boolean;
  /** The program that runs. */
  program: string;
  /** What the packaging wrote into `resources/package-type`; null without it. */
  packageType: string | null;
  /** The AppImage file that was started; null when it was none. */
  appImage: string | null;
  /** Where that AppImage is mounted; null when it was none. */
  mount: string | null;
  canWrite: (file: string) => boolean;
  exists: (file: string) => boolean;
}

export type InstallKind = 'appimage' | 'deb' | 'rpm' | 'nsis' | 'mac';

export type Support =
  | { verdict: 'supported'; kind: InstallKind }
  | {
      verdict:
        | 'source-tree'
        | 'unpacked-archive'
        | 'read-only-appimage'
        | 'translocated'
        | 'not-in-applications'
        | 'read-only-folder';
    };

export function supportOf(copy: Copy): Support {
  if (!copy.isPackaged) return { verdict: 'source-tree' };
  if (copy.platform === 'darwin') return macSupport(copy);
  return copy.platform === 'win32' ? windowsSupport(copy) : linuxSupport(copy);
}

function linuxSupport({ packageType, program, appImage, mount, canWrite }: Copy): Support {
  if (packageType === 'deb' || packageType === 'rpm') return { verdict: 'supported', kind: packageType };
  // A terminal or an editor that is an AppImage hands its variables on: its file must not be taken for ours.
  const isOurs = mount !== null && program.startsWith(`${mount}/`);
  if (appImage === null || !isOurs) return { verdict: 'unpacked-archive' };
  const isReplaceable = path.posix.isAbsolute(appImage) && canWrite(appImage) && canWrite(path.posix.dirname(appImage));
  return isReplaceable ? { verdict: 'supported', kind: 'appimage' } : { verdict: 'read-only-appimage' };
}

/** An installer leaves its uninstaller beside the program; an archive has none. */
function windowsSupport({ program, exists }: Copy): Support {
  const { dir, name } = path.win32.parse(program);
  return exists(path.win32.join(dir, `Uninstall ${name}.exe`))
    ? { verdict: 'supported', kind: 'nsis' }
    : { verdict: 'unpacked-archive' };
}

function macSupport({ program, canWrite }: Copy): Support {
  if (program.includes('/AppTranslocation/')) return { verdict: 'translocated' };
  const bundle = program.slice(0, program.indexOf('.app/') + '.app'.length);
  if (!/(^|\/)Applications\//.test(bundle) || bundle.startsWith('/Volumes/')) return { verdict: 'not-in-applications' };
  return canWrite(bundle) && canWrite(path.posix.dirname(bundle))
    ? { verdict: 'supported', kind: 'mac' }
    : { verdict: 'read-only-folder' };
}

export function thisCopy(isPackaged: boolean, resourcesPath: string, environment: NodeJS.ProcessEnv): Copy {
  const { platform, execPath: program } = process;
  const appImage = isPackaged ? (environment['APPIMAGE'] ?? null) : null;
  const mount = realPath(environment['APPDIR']);
  const packageType = isPackaged ? readType(path.join(resourcesPath, 'package-type')) : null;
  return { platform, isPackaged, program, packageType, appImage, mount, canWrite, exists: existsSync };
}

function readType(file: string): string | null {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return null;
  }
}

/** Without links, as the system names a running program. */
function realPath(folder: string | undefined): string | null {
  try {
    return folder === undefined ? null : realpathSync(folder);
  } catch {
    return null;
  }
}

function canWrite(file: string): boolean {
  try {
    accessSync(file, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
