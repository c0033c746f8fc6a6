/**
 * Electron's own security checklist, item by item, on the running app. docs/security.md lists each item with the
 * place that holds it; a test in tests/build checks that every item there names a test that exists here.
 */
import { readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { refusalOf } from './support/navigation';
import { askForEverything, watchChoosers } from './support/permissions';
import { requestsFromSecondWindow } from './support/secondWindow';
import { expect, row, test, type Bridge, type RunningApp } from './support/trials';

const root = path.resolve(import.meta.dirname, '../..');
const product = JSON.parse(readFileSync(path.join(root, 'product.json'), 'utf8')) as { externalHosts: string[] };

function attack(what: string): { tag: string; annotation: ReturnType<typeof row> } {
  return { tag: '@attack', annotation: row("The shell's requests", what) };
}

interface Preferences {
  nodeIntegration?: boolean;
  contextIsolation?: boolean;
  sandbox?: boolean;
  webSecurity?: boolean;
  allowRunningInsecureContent?: boolean;
  experimentalFeatures?: boolean;
  enableBlinkFeatures?: string;
  webviewTag?: boolean;
  nodeIntegrationInSubFrames?: boolean;
  nodeIntegrationInWorker?: boolean;
}

/** The preferences that the window really runs with, as Electron reports them. */
function webPreferences(app: RunningApp): Promise<Preferences> {
  return app.electron.evaluate(({ BrowserWindow }) => {
    const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
      getLastWebPreferences(): Preferences;
    };
    return contents.getLastWebPreferences();
  });
}

/** Records the addresses that would have been opened in the user's browser, which a test machine has none of. */
async function recordOpenedAddresses(app: RunningApp): Promise<() => Promise<string[]>> {
  await app.electron.evaluate(({ shell }) => {
    const opened: string[] = [];
    (globalThis as unknown as { opened: string[] }).opened = opened;
    shell.openExternal = (address: string) => {
      opened.push(address);
      return Promise.resolve();
    };
  });
  return () => app.electron.evaluate(() => (globalThis as unknown as { opened: string[] }).opened);
}

async function policyOf(app: RunningApp): Promise<Map<string, string[]>> {
  const header = await app.window.evaluate(async () => {
    const answer = await fetch(location.href);
    return answer.headers.get('content-security-policy') ?? '';
  });
  return new Map(
    header.split(';').map((directive) => {
      const [name = '', ...sources] = directive.trim().split(/\s+/);
      return [name, sources];
    }),
  );
}

/** The fuses of a program of Electron's: behind a sentinel, a byte with the version of the wire and one with its length. */
function fuseWire(program: string): Buffer {
  const content = readFileSync(program);
  const wire = content.indexOf('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX') + 32;
  return content.subarray(wire + 2, wire + 2 + (content[wire + 1] ?? 0));
}

test('1 only secure content is loaded', async ({ app }) => {
  const requested = await app.window.evaluate(() => [
    location.href,
    ...performance.getEntriesByType('resource').map((entry) => entry.name),
  ]);
  const foreign = requested.filter((url) => !/^(app:\/\/bundle\/|http:\/\/127\.0\.0\.1:\d+\/)/.test(url));
  expect(foreign).toEqual([]);
});

test('2 the renderer has no Node.js', async ({ app }) => {
  const preferences = await webPreferences(app);
  expect(preferences.nodeIntegration ?? false).toBe(false);
  expect(preferences.nodeIntegrationInSubFrames ?? false).toBe(false);
  expect(preferences.nodeIntegrationInWorker ?? false).toBe(false);
  const reachable = await app.window.evaluate(() =>
    ['require', 'process', 'module', 'Buffer', 'global'].filter((name) => name in globalThis),
  );
  expect(reachable).toEqual([]);
});

test('3 the preload is isolated from the page', async ({ app }) => {
  expect((await webPreferences(app)).contextIsolation).toBe(true);
  const tampered = await app.window.evaluate(() => {
    const { shell } = globalThis as unknown as Bridge;
    const original = shell.request;
    try {
      shell.request = () => Promise.resolve('stolen');
    } catch {
      return false;
    }
    return shell.request !== original;
  });
  expect(tampered).toBe(false);
});

test('4 the renderer runs in the sandbox of the system', async ({ app }) => {
  expect((await webPreferences(app)).sandbox).toBe(true);
  const { uid, switches } = await app.electron.evaluate(({ app: electron }) => ({
    uid: process.getuid?.(),
    switches: ['no-sandbox', 'disable-setuid-sandbox', 'disable-web-security'].filter((name) =>
      electron.commandLine.hasSwitch(name),
    ),
  }));
  expect(uid).not.toBe(0);
  expect(switches).toEqual([]);
  const rendererPid = await app.electron.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()[0]?.webContents.getOSProcessId(),
  );
  // What the kernel says of the renderer: system calls filtered, and namespaces of its own.
  expect(readFileSync(`/proc/${rendererPid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
  for (const kind of ['user', 'pid', 'net']) {
    expect(readlinkSync(`/proc/${rendererPid}/ns/${kind}`)).not.toBe(readlinkSync(`/proc/${app.pid}/ns/${kind}`));
  }
  expect(readFileSync(`/proc/${app.pid}/cmdline`, 'utf8')).not.toContain('--no-sandbox');
});

test('5 permissions are denied by default', attack('permissions that a page asks for'), async ({ launch, tally }) => {
  // Without a microphone and a camera a page gets none, whatever we say.
  const app = await launch({ args: ['--use-fake-device-for-media-stream'] });
  await app.untilReady();
  const chosenFrom = await watchChoosers(app);
  const { fonts, midi, ...others } = await askForEverything(app);
  expect([0, 'NotAllowedError']).toContain(fonts);
  expect(['SecurityError', 'NotAllowedError']).toContain(midi);
  expect(others).toEqual({
    media: 'NotAllowedError',
    display: 'NotAllowedError',
    position: 1, // PERMISSION_DENIED; without a place to tell it would be 2.
    notifications: 'denied',
    clipboard: 'NotAllowedError',
    idle: 'denied',
    screens: 'NotAllowedError',
    awake: 'NotAllowedError',
    usb: 'NotFoundError',
    hid: 0,
    serial: 'NotFoundError',
    states: Array(5).fill('denied'),
  });
  // Nor was there anything to choose from, which is how a page gets a device that is plugged in.
  expect(await chosenFrom()).toEqual([]);
  tally.add(18, 'permissions');
});

test('6 web security is on', async ({ app }) => {
  expect((await webPreferences(app)).webSecurity ?? true).toBe(true);
});

test('7 the content security policy allows no inline script, no eval and no foreign source', async ({ app }) => {
  const policy = await policyOf(app);
  expect(policy.get('default-src')).toEqual(["'none'"]);
  expect(policy.get('script-src')).toEqual(["'self'"]);
  expect(policy.get('object-src')).toEqual(["'none'"]);
  expect(policy.get('base-uri')).toEqual(["'none'"]);
  expect(policy.get('form-action')).toEqual(["'none'"]);
  expect(policy.get('frame-ancestors')).toEqual(["'none'"]);
  expect(policy.get('style-src')).not.toContain("'unsafe-inline'");
  for (const sources of policy.values()) {
    for (const source of sources) expect(source).not.toMatch(/unsafe|^\*$|^https?:$/);
  }

  const ran = await app.window.evaluate(async () => {
    const script = document.createElement('script');
    script.textContent = 'globalThis.inlineRan = true';
    document.head.append(script);
    // In a task of its own: what the debugger itself evaluates is exempt from the policy.
    const evalRan = await new Promise<boolean>((resolve) => {
      setTimeout(() => {
        try {
          // eslint-disable-next-line @typescript-eslint/no-implied-eval -- the point of the test: this must throw.
          resolve(typeof new Function('return true') === 'function');
        } catch {
          resolve(false);
        }
      });
    });
    return { inline: 'inlineRan' in globalThis, eval: evalRan };
  });
  expect(ran).toEqual({ inline: false, eval: false });
});

test('7 every page load has a nonce of its own', async ({ app }) => {
  const nonces = await app.window.evaluate(async () => {
    const nonceOf = async () => {
      const header = (await fetch('app://bundle/index.html')).headers.get('content-security-policy') ?? '';
      return /'nonce-([^']+)'/.exec(header)?.[1];
    };
    return [await nonceOf(), await nonceOf()];
  });
  expect(nonces[0]).toMatch(/^[A-Za-z0-9+/_=-]{16,}$/);
  expect(nonces[0]).not.toBe(nonces[1]);
});

test('8 insecure content may not run', async ({ app }) => {
  expect((await webPreferences(app)).allowRunningInsecureContent ?? false).toBe(false);
});

test('9 experimental features are off', async ({ app }) => {
  expect((await webPreferences(app)).experimentalFeatures ?? false).toBe(false);
});

test('10 no Blink feature is switched on', async ({ app }) => {
  expect((await webPreferences(app)).enableBlinkFeatures ?? '').toBe('');
});

test('11 12 a webview cannot be made', attack('a webview'), async ({ app }) => {
  expect((await webPreferences(app)).webviewTag ?? false).toBe(false);
  const before = await app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length);
  const isView = await app.window.evaluate(() => {
    const view = document.createElement('webview');
    view.setAttribute('src', 'https://example.com/');
    document.body.append(view);
    return 'getWebContentsId' in view;
  });
  // An element without a meaning: there is nothing whose contents could still be on their way.
  expect(isView).toBe(false);
  const after = await app.electron.evaluate(({ webContents }) => webContents.getAllWebContents().length);
  expect(after).toBe(before);
});

test('13 the window cannot be navigated away', attack('navigation to strange addresses'), async ({ app, tally }) => {
  for (const [target, refusedBy] of [
    ['https://example.com/', 'us'],
    ['app://elsewhere/index.html', 'us'],
    ['file:///etc/passwd', 'Chromium'],
    ['data:text/html,elsewhere', 'Chromium'],
  ] as const) {
    expect(await refusalOf(app, target), target).toBe(refusedBy);
    const after = await app.electron.evaluate(async ({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents;
      const composer = (await contents?.executeJavaScript(`document.querySelector('textarea') !== null`)) as boolean;
      return { url: contents?.getURL() ?? '', composer };
    });
    expect(after.url).toMatch(/^app:\/\/bundle\//);
    expect(after.composer).toBe(true);
    tally.add(1, 'addresses');
  }
});

test('14 no other window can be opened', attack('window.open'), async ({ app }) => {
  const opened = await app.window.evaluate(() =>
    ['https://example.com/', 'about:blank', 'app://bundle/index.html'].map((url) => window.open(url) !== null),
  );
  expect(opened).toEqual([false, false, false]);
  expect(await app.electron.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
});

test('15 only listed https hosts reach the browser of the user', async ({ app }) => {
  const opened = await recordOpenedAddresses(app);
  const host = product.externalHosts[0] ?? '';
  const addresses = [
    `https://${host}/help`,
    `http://${host}/`,
    `https://${host}.evil.example/`,
    `https://user:pw@${host}/`,
    `https://evil.example/?${host}`,
    'file:///etc/passwd',
    'javascript:alert(1)',
    'smb://server/share',
    'not an address',
  ];
  const answers = await app.window.evaluate(async (list) => {
    const { shell } = globalThis as unknown as Bridge;
    const results: unknown[] = [];
    for (const address of list) results.push(await shell.request('external:open', address));
    return results;
  }, addresses);
  expect(answers).toEqual(addresses.map((_, index) => index === 0));
  expect(await opened()).toEqual([addresses[0]]);
});

test('16 the product pins the current Electron, whatever runtime the tests use', () => {
  const manifest = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    devDependencies: { electron: string };
  };
  expect(Number(manifest.devDependencies.electron.split('.')[0])).toBeGreaterThanOrEqual(45);
});

test('17 requests from anywhere but the page itself are refused', attack('a foreign page'), async ({ app }) => {
  for (const address of ['about:blank', 'app://bundle/index.html']) {
    expect(await requestsFromSecondWindow(app, address, ['backend:status']), address).toEqual(['forbidden']);
  }
});

test('17 arguments are validated and unknown requests refused', async ({ app }) => {
  const answers = await app.window.evaluate(async () => {
    const { shell } = globalThis as unknown as Bridge;
    const attempt = (name: string, ...args: unknown[]) =>
      Promise.resolve()
        .then(() => shell.request(name, ...args))
        .then(
          () => 'answered',
          () => 'refused',
        );
    return [
      await attempt('preferences:set', { theme: 'pink' }),
      await attempt('preferences:set', { theme: 'dark', extra: 1 }),
      await attempt('external:open', { url: 'https://example.com' }),
      await attempt('no:such-request'),
      await attempt('backend:status', 'too', 'many'),
    ];
  });
  expect(answers).toEqual(['refused', 'refused', 'refused', 'refused', 'refused']);
});

test('18 files are served by the app scheme only, and only those of the bundle', async ({ app }) => {
  const answers = await app.window.evaluate(async () => {
    const attempt = (url: string) =>
      fetch(url).then(
        (answer) => (answer.ok ? 'served' : 'refused'),
        () => 'refused',
      );
    return [
      await attempt('file:///etc/passwd'),
      await attempt('app://bundle/../../package.json'),
      await attempt('app://bundle/%2e%2e/%2e%2e/package.json'),
      await attempt('app://bundle/..%2f..%2fpackage.json'),
      await attempt('app://elsewhere/index.html'),
      await attempt('app://bundle/index.html'),
    ];
  });
  expect(answers).toEqual(['refused', 'refused', 'refused', 'refused', 'refused', 'served']);
});

test('19 the fuses of the packed app are set', { tag: '@packaged' }, () => {
  const off = '0'.charCodeAt(0);
  const on = '1'.charCodeAt(0);
  // In the order of the wire: run as Node, encrypt cookies, NODE_OPTIONS, --inspect, ASAR integrity, only ASAR, snapshot.
  const asked = [off, on, off, off, on, on, off];
  expect([...fuseWire(process.env['PRODUCT_APP'] ?? '').subarray(0, asked.length)]).toEqual(asked);
  // What the other tests drive is the same app, with the debugger's fuse turned.
  asked[3] = on;
  expect([...fuseWire(process.env['PACKAGED_APP'] ?? '').subarray(0, asked.length)]).toEqual(asked);
});

test('20 the page sees two functions of the shell and nothing of Electron', async ({ app }) => {
  const seen = await app.window.evaluate(() => ({
    shell: Object.keys((globalThis as unknown as Bridge).shell).sort(),
    electron: Object.keys(globalThis).filter((name) => /electron|ipc/i.test(name)),
  }));
  expect(seen).toEqual({ shell: ['on', 'request'], electron: [] });
});
