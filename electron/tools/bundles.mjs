/** How main, the preload and main's worker are bundled; the one place that build.mjs and dev.mjs share. */
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..', '..');

/** The Node of the oldest Electron that the shell runs on. */
const OLDEST_NODE = 'node16.17';

export const files = {
  main: { entry: 'electron/main/index.ts', bundle: 'electron/main/index.cjs' },
  preload: { entry: 'electron/preload/index.ts', bundle: 'electron/preload/index.cjs' },
  updater: { entry: 'electron/main/updates/engine/installer.ts', bundle: 'electron/main/updater.cjs' },
  payloadWorker: { entry: 'electron/main/payload/worker.ts', bundle: 'electron/main/payloadWorker.cjs' },
};

/** Every import of the product file, wherever the importing file lies. */
export const PRODUCT_IMPORT = /^(\.\.\/)+product\.json$/;

/**
 * What packages use if it happens to be installed, as it is by tools of ours: `debug` wants colours. It must not ship, for
 * nobody chose it; and not stay a request either, which Node would answer from any folder above the app, such as
 * `/tmp/node_modules` over a mounted AppImage.
 */
const NOBODYS = /^supports-color$/;

/**
 * @typedef {object} Places
 * @property {string} product - The product file that the bundles are built with.
 * @property {string} out - The folder that they go to.
 */

/** @type {Places} */
export const usualPlaces = { product: path.join(root, 'product.json'), out: path.join(root, 'out') };

/**
 * @param {keyof typeof files} part
 * @param {boolean} production
 * @param {Places} places
 * @returns {import('esbuild').BuildOptions}
 */
export function bundleOptions(part, production, { product, out } = usualPlaces) {
  const { entry, bundle } = files[part];
  return {
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: path.join(out, bundle),
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: OLDEST_NODE,
    external: ['electron'],
    plugins: [
      {
        name: 'product',
        setup(build) {
          build.onResolve({ filter: PRODUCT_IMPORT }, () => ({ path: product }));
        },
      },
      {
        name: 'nothing',
        setup(build) {
          build.onResolve({ filter: NOBODYS }, ({ path }) => ({ path, namespace: 'nothing' }));
          build.onLoad({ filter: /.*/, namespace: 'nothing' }, () => ({ contents: '' }));
        },
      },
    ],
    loader: { '.png': 'dataurl' },
    define: { 'process.env.NODE_ENV': JSON.stringify(production ? 'production' : 'development') },
    minify: production,
    sourcemap: production ? false : 'linked',
    legalComments: production ? 'none' : 'inline',
    logLevel: 'warning',
  };
}
