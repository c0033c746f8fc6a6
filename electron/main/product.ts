/** The brand, read from product.json when the shell is built. */
import * as z from 'zod/mini';
import json from '../../product.json';

const productSchema = z.object({
  name: z.string().check(z.minLength(1)),
  id: z.string().check(z.regex(/^[a-z][a-z0-9-]*$/)),
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
  updates: z.object({
    /** The folder of the feeds; empty: the application never looks for updates. */
    feed: z.string(),
    /** The public keys whose signature under a feed counts: Ed25519, SPKI DER. */
    keys: z.array(z.base64()),
  }),
  signing: z.object({
    /** The whole subject of the certificate that signs for Windows, as Windows writes it. */
    windowsPublisher: z.string(),
    /** That of the certificate which replaces it; empty while none does. */
    windowsPublisherNext: z.optional(z.string()),
  }),
});

export type Product = z.infer<typeof productSchema>;

export const product: Product = productSchema.parse(json);
