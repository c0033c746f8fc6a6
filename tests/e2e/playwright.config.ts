import path from 'node:path';
import { defineConfig } from '@playwright/test';

const results = path.resolve(import.meta.dirname, '../../dist/e2e');

export default defineConfig({
  testDir: '.',
  outputDir: path.join(results, 'artifacts'),
  // One app at a time: a machine with two cores runs Electron, Chromium and Python for each.
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 15_000 },
  forbidOnly: true,
  retries: 0,
  reporter: 'list',
});
