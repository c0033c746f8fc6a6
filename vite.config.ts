import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const repository = fileURLToPath(new URL('.', import.meta.url));

/** The oldest engine that the window runs on: Chrome 108, of Electron 22. */
const OLDEST_ENGINE = 'chrome108';

/** Main replaces it in every page that it serves, by a value of its own for each load. */
const NONCE_PLACEHOLDER = '__CSP_NONCE__';

export default defineConfig({
  root: 'electron/renderer',
  base: '/',
  publicDir: false,
  cacheDir: `${repository}node_modules/.cache/vite`,
  plugins: [react()],
  html: { cspNonce: NONCE_PLACEHOLDER },
  css: { transformer: 'lightningcss' },
  build: {
    outDir: `${repository}out/renderer`,
    emptyOutDir: true,
    target: OLDEST_ENGINE,
    cssTarget: OLDEST_ENGINE,
    cssMinify: 'lightningcss',
    // An inlined asset would need `data:` in the content security policy for more than images.
    assetsInlineLimit: 0,
    // The polyfill is an inline script; the engines above do not need it.
    modulePreload: { polyfill: false },
    license: { fileName: 'licenses.json' },
    // Read from disk, in one piece, once: splitting it would only delay the window.
    chunkSizeWarningLimit: 1_500,
  },
  server: { host: '127.0.0.1', fs: { allow: [repository] } },
});
