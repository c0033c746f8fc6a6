/** A page that goes elsewhere, and who keeps it from that. */
import type { RunningApp } from './app';
import { PATIENCE_MS } from './window';

type Refusal = 'us' | 'Chromium' | 'nobody';

/**
 * Sends the page elsewhere, and says who refused: our policy was asked, or Chromium refused by itself, which it says in
 * the console. In the main process, for Playwright itself waits for a navigation that never comes.
 */
export function refusalOf(app: RunningApp, target: string): Promise<Refusal> {
  return app.electron.evaluate(
    async ({ BrowserWindow }, { address, patience }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      // Electron 35 put the message on the event; before it is an argument.
      type ConsoleListener = (event: { message?: string }, level?: number, message?: string) => void;
      const console = contents as unknown as Record<'on' | 'off', (name: string, listener: ConsoleListener) => void>;
      const refused = new Promise<Refusal>((resolve) => {
        contents?.once('will-navigate', () => {
          resolve('us');
        });
        const listen: ConsoleListener = (event, _level, message) => {
          const text = event.message ?? message ?? '';
          if (!/not allowed to (load|navigate)/i.test(text) || !text.includes(address)) return;
          console.off('console-message', listen);
          resolve('Chromium');
        };
        console.on('console-message', listen);
        setTimeout(resolve, patience, 'nobody');
      });
      await contents?.executeJavaScript(`location.href = ${JSON.stringify(address)}; undefined`);
      return refused;
    },
    { address: target, patience: PATIENCE_MS },
  );
}
