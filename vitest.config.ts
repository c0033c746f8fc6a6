import { defineConfig } from 'vitest/config';

/** A machine that builds beside the tests takes its time; a test that hangs still ends. */
const PATIENCE_MS = 30_000;

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'shell',
          environment: 'node',
          testTimeout: PATIENCE_MS,
          include: ['tests/electron/{main,preload,shared}/**/*.test.ts'],
        },
      },
      {
        extends: './vite.config.ts',
        root: '.',
        test: {
          name: 'renderer',
          environment: 'jsdom',
          testTimeout: PATIENCE_MS,
          include: ['tests/electron/renderer/**/*.test.{ts,tsx}'],
          setupFiles: ['tests/electron/renderer/setup.ts'],
          css: false,
        },
      },
    ],
  },
});
