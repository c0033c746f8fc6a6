/**
 * Prints which npm packages have code in which bundle of the shell, as lists of `name@version`, by esbuild's own account:
 * no lock is asked, and for the page it is a second opinion beside Vite's.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { bundleOptions, files, root } from '../../../electron/tools/bundles.mjs';

const PACKAGE = /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+(?=\/)/;

/** @param {string} entry */
async function packagesOf(entry) {
  const { metafile } = await build({
    ...bundleOptions('main', true),
    entryPoints: [entry],
    loader: { '.png': 'dataurl', '.svg': 'dataurl' },
    jsx: 'automatic',
    metafile: true,
    write: false,
    logLevel: 'error',
  });
  const inputs = Object.values(metafile.outputs).flatMap((output) => Object.entries(output.inputs));
  const bundled = inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0);
  const folders = new Set(bundled.flatMap(([file]) => PACKAGE.exec(file) ?? []));
  return [...folders].map((folder) => {
    const { name, version } = JSON.parse(readFileSync(path.join(root, folder, 'package.json'), 'utf8'));
    return `${name}@${version}`;
  });
}

const parts = { ...files, page: { entry: 'electron/renderer/main.tsx' } };
const found = Object.entries(parts).map(async ([part, { entry }]) => [part, await packagesOf(entry)]);
console.log(JSON.stringify(Object.fromEntries(await Promise.all(found))));
