/**
 * The file that says what the newest version is and where its installers are: electron-updater's own fields, and a block
 * `feed` that binds the file to its product, name, channel, order and time. It is written as JSON, which YAML contains.
 */
import * as z from 'zod/mini';
import { isVersion } from './versions';

export const FEED_FORMAT = 1;
export const LARGEST_FEED = 1024 * 1024;
export const LARGEST_SIGNATURE = 16 * 1024;

const moment = z.string().check(z.refine((text) => !Number.isNaN(Date.parse(text))));
const version = z.string().check(z.refine(isVersion));

const fileSchema = z.object({
  /** Relative to the folder of the feed. */
  url: z.string(),
  /** Base64. That it is there is a verdict of its own. */
  sha512: z.optional(z.string()),
  size: z.int().check(z.positive()),
  /** Of the list of blocks at the end of an AppImage, in bytes. */
  blockMapSize: z.optional(z.int()),
  /** On Windows: this installer writes where only an administrator may. */
  isAdminRightsRequired: z.optional(z.boolean()),
});

export const feedSchema = z.object({
  version,
  files: z.array(fileSchema).check(z.minLength(1)),
  path: z.optional(z.string()),
  sha512: z.optional(z.string()),
  releaseDate: z.optional(moment),
  /** Markdown. */
  releaseNotes: z.optional(z.nullable(z.string())),
  /** How many of a hundred installations are offered this version; 0 halts it. */
  stagingPercentage: z.int().check(z.minimum(0), z.maximum(100)),
  feed: z.object({
    format: z.literal(FEED_FORMAT),
    app: z.string(),
    file: z.string(),
    channel: z.string(),
    sequence: z.int().check(z.nonnegative()),
    issued: moment,
    expires: moment,
    identity: z.enum(['release', 'test']),
  }),
});

export type Feed = z.infer<typeof feedSchema>;
export type FeedFile = z.infer<typeof fileSchema>;

const formatSchema = z.object({ feed: z.object({ format: z.number() }) });

export type Parsed = { feed: Feed } | { refused: 'malformed' | 'wrong-format' };

export function parseFeed(bytes: Buffer): Parsed {
  let content: unknown;
  try {
    content = JSON.parse(bytes.toString('utf8'));
  } catch {
    return { refused: 'malformed' };
  }
  const stated = formatSchema.safeParse(content);
  if (stated.success && stated.data.feed.format !== FEED_FORMAT) return { refused: 'wrong-format' };
  const parsed = feedSchema.safeParse(content);
  return parsed.success ? { feed: parsed.data } : { refused: 'malformed' };
}

/** The name by which electron-updater's publishers know the feed of a system. */
export function feedFile(channel: string, platform: NodeJS.Platform, arch: string): string {
  if (platform === 'darwin') return `${channel}-mac.yml`;
  if (platform === 'win32') return `${channel}.yml`;
  return `${channel}-linux${arch === 'x64' ? '' : `-${arch}`}.yml`;
}
