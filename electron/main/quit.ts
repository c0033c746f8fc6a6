/** The application ends only when its backend has; Electron itself turns SIGINT, SIGTERM and SIGHUP into a quit. */
import { app } from 'electron';
import type { Log } from './log';

/** The supervisor's own steps take 3 s at most; this is for what nobody thought of. */
const LONGEST_STOP_MS = 6_000;

export function stopBackendOnQuit(stop: () => Promise<void>, log: Log): void {
  let stopping = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (stopping) return;
    stopping = true;
    void Promise.race([stop(), patience()]).then(() => {
      log.info('ended');
      app.exit(0);
    });
  });
}

function patience(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, LONGEST_STOP_MS));
}
