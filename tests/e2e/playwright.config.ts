import path from 'node:path';
import { defineConfig } from '@playwright/test';
import type { Options } from './support/app';

const results = path.resolve(import.meta.dirname, '../../dist/e2e');

/** Tests of what only one of the two has carry its tag. */
const SOURCE_ONLY = /@source/;
const PACKAGED_ONLY = /@packaged/;

/** Tests on the product itself, which are driven in another way. */
const OF_THE_PACKAGE = 'package/**';

export default defineConfig<Options>({
  testDir: '.',
  // By hand one app at a time; the command runs two, and those alone that measure what a user would notice.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  retries: 0,
  // Where no app starts any more, every further test would wait for as long as it may, and tell nothing new.
  maxFailures: 10,
  reporter: 'list',
  outputDir: path.join(results, 'artifacts'),
  // The command says which: `nox -s e2e` runs the first, `nox -s e2e -- --packaged` the other two.
  projects: [
    { name: 'source', testIgnore: OF_THE_PACKAGE, grepInvert: PACKAGED_ONLY, use: { target: 'source' } },
    { name: 'packaged', testIgnore: OF_THE_PACKAGE, grepInvert: SOURCE_ONLY, use: { target: 'packaged' } },
    { name: 'package', testMatch: OF_THE_PACKAGE },
  ],
});
