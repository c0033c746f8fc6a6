/** What an administrator has decided about updates, in a place that an ordinary user cannot write. */
import * as z from 'zod/mini';
import { channelSchema, withoutUndefined, type UpdateSettings } from '../../../shared/updates';
import type { Log } from '../../log';
import { filePolicy } from './file';
import type { PolicyPlace } from './place';
import { registryPolicy } from './registry';

const policySchema = z.object({
  updates: z.optional(
    z.strictObject({
      /** False: the application never looks for updates, and nobody can make it. */
      enabled: z.optional(z.boolean()),
      channel: z.optional(channelSchema),
      automaticCheck: z.optional(z.boolean()),
      automaticDownload: z.optional(z.boolean()),
    }),
  ),
});

export interface UpdatePolicy {
  /** `unreadable`: there is a policy, and it cannot be followed; then nothing is looked for. */
  verdict: 'none' | 'allowed' | 'forbidden' | 'unreadable';
  /** What the user cannot choose any more. */
  fixed: Partial<UpdateSettings>;
}

export function policyPlace(platform: NodeJS.Platform, id: string): PolicyPlace {
  return platform === 'win32' ? registryPolicy(id) : filePolicy(platform, id);
}

/** Fails closed: who wrote a policy wanted to forbid something. */
export function readPolicy({ name, read }: PolicyPlace, log: Log): UpdatePolicy {
  try {
    const content = read();
    if (content === undefined) return { verdict: 'none', fixed: {} };
    const { updates } = policySchema.parse(content);
    const { enabled = true, ...fixed } = updates ?? {};
    return { verdict: enabled ? 'allowed' : 'forbidden', fixed: withoutUndefined(fixed) };
  } catch (error) {
    log.error('the policy could not be read: updates are off', { place: name, reason: String(error) });
    return { verdict: 'unreadable', fixed: {} };
  }
}
