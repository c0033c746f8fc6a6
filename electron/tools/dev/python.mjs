import { watch } from 'node:fs';

/** An editor that saves writes more than once. */
const SETTLE_MS = 200;

/**
 * Calls back once for each burst of changes to what a backend reads only when it starts: Python files and definitions.
 *
 * @param {string} folder
 * @param {(file: string) => void} onChange
 */
export function watchPython(folder, onChange) {
  /** @type {NodeJS.Timeout | undefined} */
  let settling;
  return watch(folder, { recursive: true }, (_event, file) => {
    if (file === null || !/\.(py|toml)$/u.test(file)) return;
    clearTimeout(settling);
    settling = setTimeout(onChange, SETTLE_MS, file);
  });
}
