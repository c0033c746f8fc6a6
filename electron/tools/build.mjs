/**
 * Builds the shell for production into out/: main, its worker and the preload with esbuild, the renderer with Vite; minified, and
 * without source maps, which would give the sources away.
 *
 *     node electron/tools/build.mjs [--product FILE] [--out FOLDER]
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build as bundle } from 'esbuild';
import { build as buildRenderer } from 'vite';
import { bundleOptions, PRODUCT_IMPORT, root, usualPlaces } from './bundles.mjs';

/**
 * @param {string} what
 * @param {() => Promise<unknown>} step
 */
async function timed(what, step) {
  const start = performance.now();
  await step();
  console.log(`built ${what} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

const { values } = parseArgs({ options: { product: { type: 'string' }, out: { type: 'string' } } });
const places = { ...usualPlaces, ...values };

process.env['NODE_ENV'] = 'production';
rmSync(places.out, { recursive: true, force: true });
await timed('main', () => bundle(bundleOptions('main', true, places)));
await timed('preload', () => bundle(bundleOptions('preload', true, places)));
await timed('updater', () => bundle(bundleOptions('updater', true, places)));
await timed('the check of the payload', () => bundle(bundleOptions('payloadWorker', true, places)));
await timed('renderer', () =>
  buildRenderer({
    configFile: path.join(root, 'vite.config.ts'),
    logLevel: 'warn',
    resolve: { alias: [{ find: PRODUCT_IMPORT, replacement: places.product }] },
    build: { sourcemap: false, outDir: path.join(places.out, 'renderer') },
  }),
);
