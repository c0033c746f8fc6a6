/** How the application runs: as a product, or from its source tree. */

export interface Mode {
  isPackaged: boolean;
  /** The port of the Vite server that `electron/tools/dev.mjs` runs; null for the built user interface. */
  developmentPort: number | null;
}

/** A packaged application listens to no environment variable. */
export function readMode(isPackaged: boolean, environment: NodeJS.ProcessEnv): Mode {
  const port = Number(environment['DEVELOPMENT_PORT']);
  const isPort = Number.isInteger(port) && port > 0 && port < 65_536;
  return { isPackaged, developmentPort: !isPackaged && isPort ? port : null };
}
