/** The lines that the backend prints, and its health: data of another process, so validated here, once. */
import * as z from 'zod/mini';
import type { EngineFailed, Fatal, Health, Listening, Ready } from '../../shared/protocol';

const port = z.int().check(z.minimum(1), z.maximum(65_535));
const version = z.string().check(z.maxLength(100));

const backendLine = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('listening'),
    host: z.literal('127.0.0.1'),
    port,
    pid: z.int().check(z.positive()),
    protocol: z.int(),
    version,
  }) satisfies z.ZodMiniType<Listening>,
  z.object({ event: z.literal('ready') }) satisfies z.ZodMiniType<Ready>,
  z.object({ event: z.literal('engine-failed'), message: z.string() }) satisfies z.ZodMiniType<EngineFailed>,
  z.object({ event: z.literal('fatal'), code: z.string(), message: z.string() }) satisfies z.ZodMiniType<Fatal>,
]);
export type BackendLine = z.infer<typeof backendLine>;

const health = z.object({
  status: z.literal('ok'),
  protocol: z.int(),
  version,
  engine: z.enum(['loading', 'ready', 'failed']),
}) satisfies z.ZodMiniType<Health>;

/** Null for a line that is not of this protocol: a later backend may say more than we know. */
export function parseLine(line: string): BackendLine | null {
  // To find out by an exception takes a hundred times as long, and a process may print nothing else.
  return line.startsWith('{') ? parseJson(line, backendLine) : null;
}

export function parseHealth(body: string): Health | null {
  return parseJson(body, health);
}

function parseJson<T>(text: string, schema: z.ZodMiniType<T>): T | null {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
