import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'shell',
          environment: 'node',
          include: ['tests/electron/{main,preload,shared}/**/*.test.ts'],
        },
      },
      {
        extends: './vite.config.ts',
        root: '.',
        test: {
          name: 'renderer',
          environment: 'jsdom',
          include: ['tests/electron/renderer/**/*.test.{ts,tsx}'],
          setupFiles: ['tests/electron/renderer/setup.ts'],
          css: false,
        },
      },
    ],
  },
});
