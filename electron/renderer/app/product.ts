/** The part of the brand that the page shows before the shell has said anything. */
import { description, externalHosts, name } from '../../../product.json';

export const product = { name, description, externalHosts } as const;
