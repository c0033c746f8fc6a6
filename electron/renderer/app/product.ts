/** The part of the brand that the page shows before the shell has said anything. */
import { description, externalHosts, name, version } from '../../../product.json';

export const product = { name, version, description, externalHosts } as const;
