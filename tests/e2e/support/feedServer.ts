/** A publisher on this machine: signs feeds with a key of the test's own, and serves them, well or badly. */
import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import product from '../../../product.json' with { type: 'json' };

const DAY_MS = 86_400_000;

export interface Publication {
  version?: string;
  notes?: string;
  sequence?: number;
  app?: string;
  /** Days from now. */
  expiresIn?: number;
}

interface Answer {
  status: number;
  headers?: Record<string, string>;
  body?: Buffer | string;
}

export class FeedServer {
  /** What was asked for, with the headers of the request. */
  readonly requests: { path: string; headers: NodeJS.Dict<string | string[]> }[] = [];
  readonly files = new Map<string, Answer>();
  private readonly server: Server;
  private readonly privateKey: KeyObject;
  /** SPKI DER in base64, as product.json lists it. */
  readonly key: string;
  private sequence = 0;

  private constructor() {
    const { privateKey, publicKey } = generateKeyPairSync('ed25519');
    this.privateKey = privateKey;
    this.key = publicKey.export({ format: 'der', type: 'spki' }).toString('base64');
    this.server = createServer((request, response) => {
      const path = request.url ?? '';
      this.requests.push({ path, headers: request.headers });
      const { status, headers = {}, body = '' } = this.files.get(path) ?? { status: 404 };
      response.writeHead(status, headers).end(body);
    });
  }

  static async start(): Promise<FeedServer> {
    const started = new FeedServer();
    await new Promise<void>((resolve) => started.server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** For the environment of an app that runs from its source tree. */
  get environment(): Record<string, string> {
    return { UPDATE_FEED: `http://127.0.0.1:${this.port}/updates`, UPDATE_KEYS: this.key };
  }

  /** The path of the feed that an app on this system asks for. */
  get feedPath(): string {
    const suffix = { darwin: '-mac', win32: '' }[process.platform as string] ?? '-linux';
    return `/updates/latest${suffix}.yml`;
  }

  /** Publishes a feed and its signature; returns its bytes. */
  publish({ version = '99.0.0', notes = '', sequence, app = product.appId, expiresIn = 30 }: Publication = {}): Buffer {
    this.sequence = sequence ?? this.sequence + 1;
    const now = Date.now();
    const name = this.feedPath.replace('/updates/', '');
    const content = {
      version,
      files: [{ url: `product-${version}.AppImage`, sha512: `${'A'.repeat(86)}==`, size: 1_000_000 }],
      releaseDate: new Date(now).toISOString(),
      releaseNotes: notes,
      stagingPercentage: 100,
      feed: {
        format: 1,
        app,
        file: name,
        channel: 'latest',
        sequence: this.sequence,
        issued: new Date(now - DAY_MS).toISOString(),
        expires: new Date(now + expiresIn * DAY_MS).toISOString(),
        identity: 'test',
        components: { shell: { version }, backend: { version } },
      },
    };
    const bytes = Buffer.from(JSON.stringify(content));
    const signature = sign(null, bytes, this.privateKey).toString('base64');
    const keyId = createHash('sha256').update(Buffer.from(this.key, 'base64')).digest('hex').slice(0, 16);
    const signatures = JSON.stringify({ format: 1, signatures: [{ keyId, signature }] });
    this.files.set(this.feedPath, { status: 200, body: bytes });
    this.files.set(`${this.feedPath}.sig`, { status: 200, body: signatures });
    return bytes;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => {
      this.server.close(resolve);
      this.server.closeAllConnections();
    });
  }
}
