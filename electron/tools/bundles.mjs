/** How main, the preload and main's worker are bundled; the one place that build.mjs and dev.mjs share. */
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..', '..');

/** The Node of the oldest Electron that the shell runs on. */
const OLDEST_NODE = 'node16.17';

const files = {
  main: { entry: 'electron/main/index.ts', outfile: 'out/electron/main/index.cjs' },
  preload: { entry: 'electron/preload/index.ts', outfile: 'out/electron/preload/index.cjs' },
  payloadWorker: { entry: 'electron/main/payload/worker.ts', outfile: 'out/electron/main/payloadWorker.cjs' },
};

/**
 * @param {keyof typeof files} part
 * @param {boolean} production
 * @returns {import('esbuild').BuildOptions}
 */
export function bundleOptions(part, production) {
  const { entry, outfile } = files[part];
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: OLDEST_NODE,
    external: ['electron'],
    loader: { '.png': 'dataurl' },
    define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: production ? 'none' : 'inline',
    logLevel: 'warning',
  };
}
