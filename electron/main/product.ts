/** The brand, read from product.json when the shell is built. */
import { z } from 'zod';
import json from '../../product.json';

const productSchema = z.object({
  name: z.string().min(1),
  id: z.string().regex(/^[a-z][a-z0-9-]*$/),
  version: z.string(),
  description: z.string(),
  publisher: z.string(),
  appId: z.string(),
  copyright: z.string(),
  backendExecutable: z.string(),
  links: z.object({ homepage: z.url(), help: z.url(), issues: z.url(), privacy: z.url() }),
  externalHosts: z.array(z.hostname()),
  /** The public keys whose signature under the list of files counts (docs/developing.md, "Package"). */
  payloadKeys: z.array(z.base64()),
});

export type Product = z.infer<typeof productSchema>;

export const product: Product = productSchema.parse(json);
