/**
 * What a picture is by its own first bytes, whatever its server calls it: PNG (RFC 2083), JPEG (ITU T.81), GIF 89a and
 * WebP (RFC 9649). Nothing else is one: SVG is a document, and can hold script.
 */
import type { ImageType } from '../../shared/ipc';

export interface Raster {
  readonly type: ImageType;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

type Size = Pick<Raster, 'width' | 'height'>;

const READERS: readonly (readonly [type: ImageType, sizeOf: (bytes: Buffer) => Size | null])[] = [
  ['image/png', pngSize],
  ['image/jpeg', jpegSize],
  ['image/gif', gifSize],
  ['image/webp', webpSize],
];

export function readRaster(bytes: Buffer): Raster | null {
  for (const [type, sizeOf] of READERS) {
    const size = sizeOf(bytes);
    if (size !== null) return { type, ...size };
  }
  return null;
}

function pngSize(bytes: Buffer): Size | null {
  if (bytes.length < 24 || !begins(bytes, '\x89PNG\r\n\x1a\n') || !begins(bytes, 'IHDR', 12)) return null;
  return { width: bytes.readUInt32BE(16), height: bytes.readUInt32BE(20) };
}

function gifSize(bytes: Buffer): Size | null {
  if (bytes.length < 10 || !(begins(bytes, 'GIF87a') || begins(bytes, 'GIF89a'))) return null;
  return { width: bytes.readUInt16LE(6), height: bytes.readUInt16LE(8) };
}

/** Segments that begin a frame and carry its size; the three among them do not. */
const FRAMES = { first: 0xc0, last: 0xcf, others: [0xc4, 0xc8, 0xcc] } as const;

function jpegSize(bytes: Buffer): Size | null {
  if (!begins(bytes, '\xff\xd8\xff')) return null;
  let at = 2;
  while (at + 9 <= bytes.length && bytes[at] === 0xff) {
    const marker = bytes.readUInt8(at + 1);
    const isFrame = marker >= FRAMES.first && marker <= FRAMES.last && !FRAMES.others.some((other) => other === marker);
    if (isFrame) return { height: bytes.readUInt16BE(at + 5), width: bytes.readUInt16BE(at + 7) };
    // Before a marker there may be any number of such bytes.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return null;
}

function webpSize(bytes: Buffer): Size | null {
  if (bytes.length < 30 || !begins(bytes, 'RIFF') || !begins(bytes, 'WEBP', 8)) return null;
  if (begins(bytes, 'VP8X', 12)) {
    return { width: 1 + bytes.readUIntLE(24, 3), height: 1 + bytes.readUIntLE(27, 3) };
  }
  if (begins(bytes, 'VP8L', 12) && bytes[20] === 0x2f) {
    const bits = bytes.readUInt32LE(21);
    return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
  }
  if (begins(bytes, 'VP8 ', 12) && begins(bytes, '\x9d\x01\x2a', 23)) {
    return { width: bytes.readUInt16LE(26) & 0x3fff, height: bytes.readUInt16LE(28) & 0x3fff };
  }
  return null;
}

function begins(bytes: Buffer, text: string, at = 0): boolean {
  return bytes.toString('latin1', at, at + text.length) === text;
}
