import { watch } from 'node:fs';

/** An editor that saves writes more than once. */
const SETTLE_MS = 200;

/**
 * Calls back once for each burst of changes to the Python files of a folder.
 *
 * @param {string} folder
 * @param {(file: string) => void} onChange
 */
export function watchPython(folder, onChange) {
  /** @type {NodeJS.Timeout | undefined} */
  let settling;
  return watch(folder, { recursive: true }, (_event, file) => {
    if (file?.endsWith('.py') !== true) return;
    clearTimeout(settling);
    settling = setTimeout(onChange, SETTLE_MS, file);
  });
}
