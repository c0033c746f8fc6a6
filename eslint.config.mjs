import eslint from '@eslint/js';
import prettier from 'eslint-config-prettier/flat';
import n from 'eslint-plugin-n';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import { defineConfig } from 'eslint/config';
import tseslint from 'typescript-eslint';

/** Electron 22, the runtime of the tests, carries Node 16.17; the types of a later Electron do not tell. */
const OLDEST_NODE_OF_THE_SHELL = '>=16.17.0';

export default defineConfig(
  {
    ignores: ['out/', 'dist/', '.nox/', '.venv/', 'test-results/', 'playwright-report/', 'electron/shared/protocol.ts'],
  },
  {
    // Classic scripts that the tests put together to hostile pages.
    ignores: ['tests/backend/attacks/pages/'],
  },
  eslint.configs.recommended,
  tseslint.configs.strictTypeChecked,
  tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
    },
  },
  {
    files: ['electron/main/**', 'electron/preload/**', 'electron/shared/**'],
    plugins: { n },
    settings: { node: { version: OLDEST_NODE_OF_THE_SHELL } },
    rules: {
      'n/no-deprecated-api': 'error',
      'n/no-unsupported-features/es-builtins': 'error',
      'n/no-unsupported-features/node-builtins': 'error',
    },
  },
  {
    files: ['electron/renderer/**', 'tests/electron/renderer/**'],
    extends: [reactHooks.configs.flat['recommended-latest']],
    languageOptions: { globals: globals.browser },
  },
  {
    files: ['build/**', 'electron/tools/**', '*.config.*', 'tests/e2e/**', 'tests/**/*.mjs'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['build/**/*.mjs', 'tests/**/*.mjs'],
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    // Runs inside Electron 22, which loads CommonJS only; a part of it runs in the page.
    files: ['build/**/*.cjs', 'electron/tools/**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { sourceType: 'commonjs', globals: { ...globals.node, ...globals.browser } },
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
  prettier,
);
