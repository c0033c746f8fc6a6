/**
 * Builds the shell for production into out/: main, its worker and the preload with esbuild, the renderer with Vite; minified, and
 * without source maps, which would give the sources away.
 *
 *     node electron/tools/build.mjs
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { build as bundle } from 'esbuild';
import { build as buildRenderer } from 'vite';
import { bundleOptions, root } from './bundles.mjs';

/**
 * @param {string} what
 * @param {() => Promise<unknown>} step
 */
async function timed(what, step) {
  const start = performance.now();
  await step();
  console.log(`built ${what} in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

process.env['NODE_ENV'] = 'production';
rmSync(path.join(root, 'out'), { recursive: true, force: true });
await timed('main', () => bundle(bundleOptions('main', true)));
await timed('preload', () => bundle(bundleOptions('preload', true)));
await timed('the check of the payload', () => bundle(bundleOptions('payloadWorker', true)));
await timed('renderer', () =>
  buildRenderer({ configFile: path.join(root, 'vite.config.ts'), logLevel: 'warn', build: { sourcemap: false } }),
);
