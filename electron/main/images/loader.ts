/** Fetches one picture because the user asked for it, as far as the policy lets it. */
import type { ImageRefusal, LoadedImage } from '../../shared/ipc';
import type { Log } from '../log';
import { hostVerdict, imageVerdict } from '../policies/images';
import type { Network, WebAnswer } from './network';
import { readRaster } from './raster';

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];

export interface ImageLimits {
  readonly mostBytes: number;
  readonly mostPixels: number;
  readonly mostRedirects: number;
  /** For all of it: names, redirects and bytes. */
  readonly timeoutMs: number;
  readonly mostAtOnce: number;
}

export const IMAGE_LIMITS: ImageLimits = {
  mostBytes: 10 * 1024 * 1024,
  mostPixels: 50_000_000,
  mostRedirects: 3,
  timeoutMs: 20_000,
  mostAtOnce: 6,
};

export class ImageLoader {
  #underWay = 0;

  constructor(
    private readonly network: Network,
    private readonly log: Log,
    private readonly limits: ImageLimits = IMAGE_LIMITS,
  ) {}

  async load(address: string): Promise<LoadedImage> {
    if (this.#underWay >= this.limits.mostAtOnce) return this.refuse('too-many-at-once');
    this.#underWay += 1;
    try {
      return await this.loadInTime(address);
    } finally {
      this.#underWay -= 1;
    }
  }

  private async loadInTime(address: string): Promise<LoadedImage> {
    const signal = AbortSignal.timeout(this.limits.timeoutMs);
    try {
      const answer = await Promise.race([this.follow(address, signal), untilAborted(signal)]);
      const loaded = typeof answer === 'string' ? answer : this.read(answer);
      return typeof loaded === 'string' ? this.refuse(loaded) : loaded;
    } catch (error) {
      return this.refuse(signal.aborted ? 'too-slow' : 'unreachable', String(error));
    }
  }

  private async follow(first: string, signal: AbortSignal): Promise<WebAnswer | ImageRefusal> {
    let address = first;
    for (let redirects = 0; redirects <= this.limits.mostRedirects; redirects += 1) {
      const answer = await this.ask(address, signal);
      if (typeof answer === 'string' || answer.location === null || !REDIRECTS.includes(answer.status)) return answer;
      address = resolved(answer.location, address);
    }
    return 'too-many-redirects';
  }

  /** One request, once the address and where its host leads have been judged. */
  private async ask(address: string, signal: AbortSignal): Promise<WebAnswer | ImageRefusal> {
    const verdict = imageVerdict(address);
    if (verdict !== 'fetch') return verdict;
    const url = new URL(address);
    const addresses = await this.network.resolve(url.hostname.replace(/^\[|\]$/g, '')).catch(() => []);
    const host = hostVerdict(addresses);
    if (host !== 'public') return host;
    signal.throwIfAborted();
    return this.network.get(url, addresses, { mostBytes: this.limits.mostBytes, signal });
  }

  private read({ status, body }: WebAnswer): LoadedImage | ImageRefusal {
    if (status !== 200) return 'not-given';
    if (body === null) return 'too-large';
    const raster = readRaster(body);
    if (raster === null) return 'not-a-picture';
    if (raster.width * raster.height > this.limits.mostPixels) return 'too-large';
    return { type: raster.type, bytes: new Uint8Array(body) };
  }

  private refuse(refused: ImageRefusal, reason?: string): LoadedImage {
    this.log.warn('an image was not loaded', { verdict: refused, ...(reason === undefined ? {} : { reason }) });
    return { refused };
  }
}

/** An address that makes no sense is left to the policy. */
function resolved(location: string, base: string): string {
  try {
    return new URL(location, base).href;
  } catch {
    return location;
  }
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error('no answer in time'));
    });
  });
}
