/**
 * Runs the shell from its sources and follows every change: the renderer by Vite's hot reload, main and preload by a
 * new start of the shell, Python by a restart of the backend behind the open window.
 *
 *     node electron/tools/dev.mjs [arguments for Electron]
 */
import path from 'node:path';
import { createServer } from 'vite';
import { watchBundles } from './dev/bundles.mjs';
import { freePort } from './dev/port.mjs';
import { Shell } from './dev/shell.mjs';
import { watchPython } from './dev/python.mjs';
import { root } from './bundles.mjs';

/** @param {string} text */
const say = (text) => {
  console.log(`[dev] ${text}`);
};

if (process.platform === 'linux' && process.getuid?.() === 0) {
  say("this is root, and Chromium's sandbox refuses root");
  say('run `python3 noxfile.py -s dev`, which starts the app as an unprivileged user');
  process.exit(1);
}

const port = await freePort();
const vite = await createServer({
  configFile: path.join(root, 'vite.config.ts'),
  server: { port, strictPort: true, ws: { protocol: 'ws', host: '127.0.0.1', clientPort: port } },
});
await vite.listen();
// At SIGTERM Vite would end this process by itself, and leave the shell and esbuild behind.
process.removeAllListeners('SIGTERM');
say(`the renderer is served on 127.0.0.1:${String(port)}; its changes show at once`);

const shell = new Shell({ root, developmentPort: port, args: process.argv.slice(2) });
const bundles = await watchBundles((part) => {
  say(`${part} changed: the shell starts anew`);
  shell.restart();
}, say);
const python = watchPython(path.join(root, 'backend'), (file) => {
  say(`${file} changed: the backend starts anew`);
  shell.restartBackend();
});

/** @param {number} code */
async function end(code) {
  say('the shell ended');
  python.close();
  await Promise.all([bundles.dispose(), vite.close()]);
  process.exit(code);
}

shell.onEnd = (/** @type {number} */ code) => void end(code);
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    shell.quit();
  });
}
shell.start();
