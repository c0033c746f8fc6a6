/** What nobody caught: written down, and never carried on from in an unknown state. */
import { app, dialog } from 'electron';
import type { Log } from './log';
import type { Strings } from './strings';

const EXIT_INTERNAL = 70;

export function reportFailures(productName: string, strings: () => Strings, log: Log): void {
  process.on('unhandledRejection', (reason) => {
    log.error('a promise failed and nobody looked', { reason: describe(reason) });
  });
  process.on('uncaughtException', (error) => {
    log.error('an error nobody caught', { reason: describe(error) });
    dialog.showErrorBox(productName, `${strings().hasToClose}\n${error.message}`);
    app.exit(EXIT_INTERNAL);
  });
}

function describe(reason: unknown): string {
  return reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
}
