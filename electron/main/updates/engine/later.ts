/** electron-updater is half a megabyte of script: it is read when it is needed, which most starts never do. */
import { createRequire } from 'node:module';
import type { Engine } from './engine';
import type * as bundle from './installer';
import type { InstallerOptions } from './installer';

export function engineFrom(file: string, options: InstallerOptions): Engine {
  let engine: Engine | null = null;
  const load = (): Engine => {
    engine ??= new (createRequire(__filename)(file) as typeof bundle).Installer(options);
    return engine;
  };
  return {
    download: (feed, onProgress) => load().download(feed, onProgress),
    install: () => load().install(),
  };
}
