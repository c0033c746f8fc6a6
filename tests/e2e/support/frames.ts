/** What stands in the frames of the page, as the main process sees it: the page itself may not look into all of them. */
import type { RunningApp } from './app';

export interface Frame {
  /** What was asked for. */
  asked: string;
  /** What is there: Chromium's own page of an error, or none, where it was refused. */
  shown: string;
  /** Whether the page in it has what our preload brings. */
  bridge: boolean;
}

/** The pages that stand for what was not loaded. */
export const NOTHING_THERE = /^(about:blank|chrome-error:\/\/chromewebdata\/)$/;

export function framesOf(app: RunningApp): Promise<Frame[]> {
  return app.electron.evaluate(async ({ BrowserWindow }) => {
    const main = BrowserWindow.getAllWindows()[0]?.webContents.mainFrame;
    const inner = main?.framesInSubtree.filter((frame) => frame !== main) ?? [];
    return Promise.all(
      inner.map(async (frame) => {
        const script = '({ shown: location.href, bridge: "shell" in globalThis })';
        return { asked: frame.url, ...((await frame.executeJavaScript(script)) as { shown: string; bridge: boolean }) };
      }),
    );
  });
}
