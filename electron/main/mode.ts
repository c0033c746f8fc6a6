/** How the application runs: as a product, or from its source tree. */

export interface Mode {
  isPackaged: boolean;
  /** The port of the Vite server that `electron/tools/dev.mjs` runs; null for the built user interface. */
  developmentPort: number | null;
  /** A feed for a source tree, whose product.json names none; null for product.json's own. */
  updates: { feed: string; keys: string[] } | null;
}

/** A packaged application listens to no environment variable. */
export function readMode(isPackaged: boolean, environment: NodeJS.ProcessEnv): Mode {
  const port = Number(environment['DEVELOPMENT_PORT']);
  const isPort = Number.isInteger(port) && port > 0 && port < 65_536;
  const { UPDATE_FEED: feed, UPDATE_KEYS: keys = '' } = environment;
  return {
    isPackaged,
    developmentPort: !isPackaged && isPort ? port : null,
    updates: isPackaged || feed === undefined ? null : { feed, keys: keys.split(',') },
  };
}
