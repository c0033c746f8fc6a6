/**
 * Lets many installations look for updates, each with a seed of its own, by the shell's own verdicts, and counts what each found.
 *
 *     node clients.mjs PLAN   PLAN is JSON (`rollouts.py`); how often each verdict came is printed as JSON
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { serve } from './web.mjs';

/**
 * @typedef {object} Plan
 * @property {string} check - The shell's own look at a feed, in TypeScript.
 * @property {string} folder - Where a version is published.
 * @property {string} appId
 * @property {string[]} keys - By which feeds are believed.
 * @property {string} installed - The version that all of them have.
 * @property {number} clients - How many there are.
 */

/** @param {string} file */
async function checkOf(file) {
  const options = /** @type {const} */ ({ bundle: true, format: 'esm', platform: 'node', write: false });
  const { outputFiles } = await build({ ...options, entryPoints: [file], external: ['electron'] });
  const [bundle] = outputFiles;
  if (bundle === undefined) throw new Error('esbuild made nothing');
  const { checkFeed } = await import(`data:text/javascript;base64,${Buffer.from(bundle.contents).toString('base64')}`);
  return checkFeed;
}

/** @param {URL} url */
async function fetchFile(url) {
  const answer = await fetch(url);
  const bytes = Buffer.from(await answer.arrayBuffer());
  return answer.status === 404 ? { kind: 'missing' } : { kind: 'file', bytes };
}

/** @type {Plan} */
const { check, folder, clients, ...expected } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const checkFeed = await checkOf(check);
const web = await serve(folder);
try {
  const parts = {
    folder: web.folder,
    platform: 'linux',
    arch: 'x64',
    expected: { ...expected, testBuild: true },
    now: Date.now,
    fetch: fetchFile,
  };
  /** @type {Record<string, number>} */
  const found = {};
  for (let client = 0; client < clients; client += 1) {
    const seed = randomBytes(16).toString('hex');
    const { verdict } = await checkFeed(parts, { channel: 'latest', seen: () => null, seed });
    found[verdict] = (found[verdict] ?? 0) + 1;
  }
  console.log(JSON.stringify(found));
} finally {
  web.close();
}
