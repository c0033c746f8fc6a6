/** The lines that the backend prints, and its health: data of another process, so validated here, once. */
import { z } from 'zod';
import type { EngineFailed, Fatal, Health, Listening, Ready } from '../../shared/protocol';

const port = z.number().int().min(1).max(65_535);

const backendLine = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('listening'),
    host: z.literal('127.0.0.1'),
    port,
    pid: z.number().int().positive(),
    protocol: z.number().int(),
    version: z.string().max(100),
  }) satisfies z.ZodType<Listening>,
  z.object({ event: z.literal('ready') }) satisfies z.ZodType<Ready>,
  z.object({ event: z.literal('engine-failed'), message: z.string() }) satisfies z.ZodType<EngineFailed>,
  z.object({ event: z.literal('fatal'), code: z.string(), message: z.string() }) satisfies z.ZodType<Fatal>,
]);
export type BackendLine = z.infer<typeof backendLine>;

const health = z.object({
  status: z.literal('ok'),
  protocol: z.number().int(),
  version: z.string().max(100),
  engine: z.enum(['loading', 'ready', 'failed']),
}) satisfies z.ZodType<Health>;

/** Null for a line that is not of this protocol: a later backend may say more than we know. */
export function parseLine(line: string): BackendLine | null {
  return parseJson(line, backendLine);
}

export function parseHealth(body: string): Health | null {
  return parseJson(body, health);
}

function parseJson<T>(text: string, schema: z.ZodType<T>): T | null {
  try {
    const result = schema.safeParse(JSON.parse(text));
    return result.success ? result.data : null;
  } catch {
    return null;
  }
}
