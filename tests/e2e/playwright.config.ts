import path from 'node:path';
import { defineConfig } from '@playwright/test';
import type { Options } from './support/app';

const results = path.resolve(import.meta.dirname, '../../dist/e2e');

/** Tests of what only a source tree has carry this tag. */
const SOURCE_ONLY = /@source/;

/** Tests of what only a packed app has. */
const OF_THE_PACKAGE = 'package/**';

export default defineConfig<Options>({
  testDir: '.',
  // One app at a time: a machine with two cores runs Electron, Chromium and Python for each.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  retries: 0,
  reporter: 'list',
  outputDir: path.join(results, 'artifacts'),
  // The command says which: `nox -s e2e` runs the first, `nox -s e2e -- --packaged` the other two.
  projects: [
    { name: 'source', testIgnore: OF_THE_PACKAGE, use: { target: 'source' } },
    { name: 'packaged', testIgnore: OF_THE_PACKAGE, grepInvert: SOURCE_ONLY, use: { target: 'packaged' } },
    { name: 'package', testMatch: OF_THE_PACKAGE },
  ],
});
