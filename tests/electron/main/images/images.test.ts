/** The way of a picture from its address to the page. The internet is the test's own: none is needed to run this. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { IMAGE_LIMITS, ImageLoader, type ImageLimits } from '../../../../electron/main/images/loader';
import { createNetwork, type Network, type WebAnswer } from '../../../../electron/main/images/network';
import { readRaster } from '../../../../electron/main/images/raster';
import { rememberingLog } from '../support';
import { gif, jpeg, png, webp } from './pictures';

const PUBLIC = '93.184.216.34';
const ADDRESS = 'https://pictures.example/a.png';
const given = (body: Buffer | null): WebAnswer => ({ status: 200, location: null, body });
const led = (location: string, status = 302): WebAnswer => ({ status, location, body: null });

/** An internet of these pages, and names that lead to these addresses. */
class FakeNetwork implements Network {
  readonly asked: string[] = [];

  constructor(
    private readonly pages: Record<string, WebAnswer | Error | 'never'>,
    private readonly names: Record<string, string[]> = {},
  ) {}

  resolve(host: string): Promise<string[]> {
    const found = this.names[host] ?? [/^[\d.]+$|:/.test(host) ? host : PUBLIC];
    return found.length === 0 ? Promise.reject(new Error('ENOTFOUND')) : Promise.resolve(found);
  }

  get(url: URL, addresses: readonly string[]): Promise<WebAnswer> {
    this.asked.push(`${url.href} at ${addresses.join()}`);
    const page = this.pages[url.href] ?? new Error('ECONNREFUSED');
    if (page === 'never') return new Promise(() => undefined);
    return page instanceof Error ? Promise.reject(page) : Promise.resolve(page);
  }
}

function loaderOf(network: Network, limits: Partial<ImageLimits> = {}): ImageLoader {
  return new ImageLoader(network, rememberingLog(), { ...IMAGE_LIMITS, ...limits });
}

describe('a picture', () => {
  it.each([
    ['image/png', png()],
    ['image/jpeg', jpeg()],
    ['image/gif', gif()],
    ['image/webp', webp('VP8X')],
  ])('of type %s is given to the page as it came', async (type, bytes) => {
    const network = new FakeNetwork({ [ADDRESS]: given(bytes) });
    expect(await loaderOf(network).load(ADDRESS)).toEqual({ type, bytes: new Uint8Array(bytes) });
    expect(network.asked).toEqual([`${ADDRESS} at ${PUBLIC}`]);
  });

  it('is found where its site leads to', async () => {
    const network = new FakeNetwork({
      [ADDRESS]: led('/b.png', 301),
      'https://pictures.example/b.png': led('https://other.example/c.png', 307),
      'https://other.example/c.png': given(png()),
    });
    expect(await loaderOf(network).load(ADDRESS)).toMatchObject({ type: 'image/png' });
    expect(network.asked).toHaveLength(3);
  });

  it.each([
    ['http://pictures.example/b.png', 'not-https'],
    ['https://user@pictures.example/b.png', 'has-credentials'],
    ['https://127.0.0.1/b.png', 'private-address'],
    ['https://[::1]:8443/b.png', 'private-address'],
    ['https://inside.example/b.png', 'private-address'],
    ['https://gone.example/b.png', 'host-not-found'],
    ['file:///etc/passwd', 'not-https'],
    ['https://', 'malformed'],
  ])('is not fetched from %s, asked for or led to: %s', async (address, refused) => {
    const names = { 'inside.example': [PUBLIC, '192.168.1.1'], 'gone.example': [] };
    const direct = new FakeNetwork({}, names);
    expect(await loaderOf(direct).load(address)).toEqual({ refused });
    expect(direct.asked).toEqual([]);
    const redirected = new FakeNetwork({ [ADDRESS]: led(address) }, names);
    expect(await loaderOf(redirected).load(ADDRESS)).toEqual({ refused });
    expect(redirected.asked).toHaveLength(1);
  });

  it.each([
    ['nothing but redirects', led(ADDRESS), 'too-many-redirects'],
    ['a redirect to nowhere', { status: 302, location: null, body: null }, 'not-given'],
    ['an error', { status: 404, location: null, body: null }, 'not-given'],
    ['more than it may', given(null), 'too-large'],
    ['a picture of too many pixels', given(png(50_000, 50_000)), 'too-large'],
    ['an SVG', given(Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>')), 'not-a-picture'],
    ['a page', given(Buffer.from('<!doctype html>')), 'not-a-picture'],
    ['nothing', given(Buffer.alloc(0)), 'not-a-picture'],
    ['no answer', new Error('ECONNREFUSED'), 'unreachable'],
  ] as const)('is refused when its site sends %s: %s', async (_what, page, refused) => {
    const log = rememberingLog();
    const loader = new ImageLoader(new FakeNetwork({ [ADDRESS]: page }), log);
    expect(await loader.load(ADDRESS)).toEqual({ refused });
    expect(log.lines).toHaveLength(1);
    expect(log.lines.join()).not.toContain('pictures.example');
  });

  it('is given up in time, and makes place for others', async () => {
    const loader = loaderOf(new FakeNetwork({ [ADDRESS]: 'never' }), { timeoutMs: 30, mostAtOnce: 2 });
    const loads = await Promise.all([1, 2, 3].map(() => loader.load(ADDRESS)));
    expect(loads).toEqual([{ refused: 'too-slow' }, { refused: 'too-slow' }, { refused: 'too-many-at-once' }]);
    expect(await loader.load(ADDRESS)).toEqual({ refused: 'too-slow' });
  });
});

describe('what a picture is', () => {
  it.each([
    ['image/png', png(640, 480)],
    ['image/jpeg', jpeg(640, 480)],
    ['image/gif', gif(640, 480)],
    ['image/webp', webp('VP8X', 640, 480)],
    ['image/webp', webp('VP8L', 640, 480)],
    ['image/webp', webp('VP8 ', 640, 480)],
  ])('%s, and how large, is in its first bytes', (type, bytes) => {
    expect(readRaster(bytes)).toEqual({ type, width: 640, height: 480 });
  });

  it('is nothing while it is cut', () => {
    for (const whole of [png(), gif(), webp('VP8X'), webp('VP8L'), webp('VP8 '), jpeg()]) {
      for (let length = 0; length < 9; length += 1) expect(readRaster(whole.subarray(0, length))).toBeNull();
    }
  });

  it('is nothing when bytes have been made to mislead', () => {
    for (const text of [
      '\xff\xd8\xff\0\0\0\0\0\0\0\0',
      '\xff\xd8\xff\xff\xff\xff\xff\xff\xff\xff',
      'RIFF    WEBPABCD',
    ]) {
      expect(readRaster(Buffer.concat([Buffer.from(text, 'latin1'), Buffer.alloc(40)]))).toBeNull();
    }
  });
});

describe('a request', () => {
  /** A site on this machine, which the network is told to be somewhere else. */
  async function site(answer: http.RequestListener): Promise<{ url: URL; requests: http.IncomingMessage[] }> {
    const requests: http.IncomingMessage[] = [];
    const server = http.createServer((request, response) => {
      requests.push(request);
      answer(request, response);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      server.closeAllConnections();
      server.close();
    });
    const { port } = server.address() as AddressInfo;
    return { url: new URL(`http://pictures.invalid:${port}/a.png`), requests };
  }

  const network = createNetwork(http.request);
  const limits = { mostBytes: 1_000, signal: new AbortController().signal };

  it('goes to the address that was judged, whatever its name would mean now, and tells nothing of the user', async () => {
    const { url, requests } = await site((_request, response) => response.end('abc'));
    const answer = await network.get(url, ['127.0.0.1'], limits);
    expect(answer).toEqual({ status: 200, location: null, body: Buffer.from('abc') });
    const names = Object.keys(requests[0]?.headers ?? {}).sort();
    expect(names).toEqual(['accept', 'connection', 'host', 'user-agent']);
    expect(requests[0]?.headers.host).toBe(url.host);
  });

  it('takes no more than it may', async () => {
    const { url } = await site((_request, response) => {
      response.on('error', () => undefined);
      const more = (): void => {
        while (response.write('x'.repeat(10_000)));
        response.once('drain', more);
      };
      more();
    });
    expect(await network.get(url, ['127.0.0.1'], limits)).toMatchObject({ status: 200, body: null });
  });

  it('says where it is led to, and goes nowhere by itself', async () => {
    const { url, requests } = await site((_request, response) =>
      response.writeHead(302, { location: '/b' }).end('abc'),
    );
    const answer = await network.get(url, ['127.0.0.1'], limits);
    expect(answer).toEqual({ status: 302, location: '/b', body: null });
    expect(requests).toHaveLength(1);
  });

  it('ends when it is given up', async () => {
    const { url } = await site(() => undefined);
    const giveUp = new AbortController();
    const answer = network.get(url, ['127.0.0.1'], { ...limits, signal: giveUp.signal });
    giveUp.abort();
    await expect(answer).rejects.toThrow();
  });

  it('knows what a name of this machine means', async () => {
    expect(await network.resolve('127.0.0.1')).toEqual(['127.0.0.1']);
  });
});
