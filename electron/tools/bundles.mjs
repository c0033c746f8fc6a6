/** How main and preload are bundled; the one place that build.mjs and dev.mjs share. */
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..', '..');

/** The Node of the oldest Electron that the shell runs on. */
const OLDEST_NODE = 'node16.17';

/**
 * @param {'main' | 'preload'} part
 * @param {boolean} production
 * @returns {import('esbuild').BuildOptions}
 */
export function bundleOptions(part, production) {
  return {
    absWorkingDir: root,
    entryPoints: [`electron/${part}/index.ts`],
    outfile: `out/electron/${part}/index.cjs`,
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
