/** Watches a page that shows what strangers wrote: what ran, what was asked of the network, what became of the page. */
import { expect } from './app';
import type { RunningApp } from './app';

/** What a payload calls if it gets to run: `ran(...)`, in the page or from a frame of it. */
export const CANARY = 'ran';

/** What the text of a stranger must never become. */
const FORBIDDEN = [
  'script',
  'iframe',
  'frame',
  'object',
  'embed',
  'form',
  'style',
  'link',
  'base',
  'meta',
  'img',
  'audio',
  'video',
  'source',
  'portal',
  'webview',
  'math',
  'template',
  'dialog',
  'input',
  'textarea',
  'svg:not(.tabler-icon)',
  'a:not(.md-link)',
  'button:not(.disclosure-head, .md-image-show, .mantine-UnstyledButton-root)',
  '[src]',
  '[srcdoc]',
  '[xlink\\:href]',
  '[formaction]',
].join(', ');

interface Seen {
  ran: string[];
  violations: string[];
}

export class Witness {
  private readonly requests: string[] = [];
  private readonly errors: string[] = [];

  private constructor(private readonly app: RunningApp) {}

  static async of(app: RunningApp): Promise<Witness> {
    const witness = new Witness(app);
    app.window.on('request', (request) => witness.requests.push(request.url()));
    app.window.on('console', (message) => {
      if (message.type() === 'error') witness.errors.push(message.text());
    });
    app.window.on('pageerror', (error) => witness.errors.push(String(error)));
    await app.window.evaluate((canary) => {
      const seen: Seen = { ran: [], violations: [] };
      Object.assign(globalThis, {
        seen,
        [canary]: (what: unknown) => seen.ran.push(String(what)),
        alert: (what: unknown) => seen.ran.push(`alert ${String(what)}`),
      });
      document.addEventListener('securitypolicyviolation', (event) => {
        seen.violations.push(`${event.violatedDirective}: ${event.blockedURI}`);
      });
    }, CANARY);
    await app.electron.evaluate(({ shell }) => {
      const opened: string[] = [];
      Object.assign(globalThis, { opened });
      shell.openExternal = (address: string) => {
        opened.push(address);
        return Promise.resolve();
      };
    });
    return witness;
  }

  /** Fails if anything of what was shown since did more than be read. */
  async nothingHappened(what: string): Promise<void> {
    const { port } = (await this.app.request('backend:status')).connection ?? { port: 0 };
    const own = new RegExp(`^(app://bundle/|blob:app://bundle/|(http|ws)://127\\.0\\.0\\.1:${port}/)`);
    const page = await this.app.window.evaluate((forbidden) => {
      const { seen } = globalThis as unknown as { seen: Seen };
      const thread = document.querySelector('[role="log"]');
      const all = [...(thread?.querySelectorAll('*') ?? [])];
      const styled = [...(thread?.querySelectorAll('[data-part] [style]:not(.mantine-UnstyledButton-root)') ?? [])];
      return {
        ...seen,
        address: location.href,
        elements: [...(thread?.querySelectorAll(forbidden) ?? [])].map((element) => element.outerHTML.slice(0, 200)),
        handlers: all.flatMap((element) => element.getAttributeNames().filter((name) => name.startsWith('on'))),
        styles: styled
          .map((element) => element.getAttribute('style') ?? '')
          .filter((style) => !/^text-align: \w+;$/.test(style)),
        fixed: all.filter((element) => getComputedStyle(element).position === 'fixed').length,
        composer: document.querySelector('textarea') !== null,
      };
    }, FORBIDDEN);
    const opened = await this.app.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
    const windows = await this.app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length);
    expect({ ...page, opened, windows }, what).toEqual({
      ran: [],
      violations: [],
      address: expect.stringMatching(/^app:\/\/bundle\/index\.html/) as unknown,
      elements: [],
      handlers: [],
      styles: [],
      fixed: 0,
      composer: true,
      opened: [],
      windows: 1,
    });
    expect(
      this.requests.filter((url) => !own.test(url)),
      what,
    ).toEqual([]);
    expect(this.errors, what).toEqual([]);
  }
}
