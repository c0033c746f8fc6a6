/**
 * electron-builder's hook for the two programs that it makes itself: the uninstaller and the installer. Who signs is
 * decided in build/sign/windows; its command comes in SIGN_COMMAND, as JSON, and the file's path is added to it.
 */
import { spawnSync } from 'node:child_process';

/** @param {import('app-builder-lib').CustomWindowsSignTaskConfiguration} task */
export default function sign({ path }) {
  const [program, ...words] = JSON.parse(process.env['SIGN_COMMAND'] ?? '[]');
  const result = spawnSync(program, [...words, path], { stdio: ['ignore', 'inherit', 'inherit'] });
  if (result.error) throw result.error;
  if (result.status !== 0) throw new Error(`${path} could not be signed`);
}
