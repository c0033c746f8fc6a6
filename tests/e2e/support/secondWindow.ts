/** A window with our preload that is not the user's: what a page would have that got hold of one. */
import type { RunningApp } from './app';

/** How each of the requests ends that a page of this address makes there: `answered`, its error's code, or `no bridge`. */
export function requestsFromSecondWindow(
  app: RunningApp,
  address: string,
  names: readonly string[],
): Promise<string[]> {
  return app.electron.evaluate(
    async ({ BrowserWindow, app: electron }, { address, names }) => {
      const preload = `${electron.getAppPath()}/out/electron/preload/index.cjs`;
      const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await window.loadURL(address);
      const script = `Promise.all(${JSON.stringify(names)}.map((name) =>
        window.shell ? window.shell.request(name).then(() => 'answered', (error) => error.code) : 'no bridge'))`;
      const ends = (await window.webContents.executeJavaScript(script)) as string[];
      window.destroy();
      return ends;
    },
    { address, names },
  );
}
