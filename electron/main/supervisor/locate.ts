/** Where the backend is: in the package, or, in a source tree only, a Python that has it installed. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { Trouble } from './trouble';

export interface BackendCommand {
  file: string;
  args: string[];
  cwd: string;
}

export interface Place {
  isPackaged: boolean;
  resourcesPath: string;
  /** The root of the source tree; of no meaning when packaged. */
  appPath: string;
  platform: NodeJS.Platform;
  backendExecutable: string;
  environment: NodeJS.ProcessEnv;
}

export type Located = { command: BackendCommand } | { trouble: Trouble };

export function locateBackend(place: Place, exists: (path: string) => boolean = existsSync): Located {
  return place.isPackaged ? locatePackaged(place, exists) : locateSource(place, exists);
}

/** Reads no environment variable: nothing around a packaged application may choose what it runs. */
function locatePackaged(place: Place, exists: (path: string) => boolean): Located {
  const folder = path.join(place.resourcesPath, 'backend');
  const suffix = place.platform === 'win32' ? '.exe' : '';
  const file = path.join(folder, place.backendExecutable + suffix);
  return exists(file)
    ? { command: { file, args: [], cwd: folder } }
    : { trouble: { kind: 'backend-missing', path: file } };
}

function locateSource(place: Place, exists: (path: string) => boolean): Located {
  const inEnvironment = place.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const python = place.environment['BACKEND_PYTHON'] ?? path.join(place.appPath, '.nox', 'python', ...inEnvironment);
  return exists(python)
    ? { command: { file: python, args: ['-m', 'backend'], cwd: place.appPath } }
    : { trouble: { kind: 'python-missing', path: python } };
}
