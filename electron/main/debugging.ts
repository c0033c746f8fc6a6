/** Lets Playwright in before the first window is made, on a build whose debugger can be opened at all. */
import inspector from 'node:inspector';

export type GateVerdict = 'open' | 'wait';

/**
 * The variable alone does nothing: in a release the fuse keeps the debugger shut, and there is nobody to wait for.
 * Whoever could open the debugger could do all that waiting allows, and more.
 */
export function gateVerdict(debuggerAddress: string | undefined, environment: NodeJS.ProcessEnv): GateVerdict {
  return debuggerAddress !== undefined && environment['WAIT_FOR_PLAYWRIGHT'] === '1' ? 'wait' : 'open';
}

/** Settles at once, or when Playwright, which calls a function of this name once it listens, is ready. */
export function untilPlaywrightListens(environment: NodeJS.ProcessEnv): Promise<void> {
  if (gateVerdict(inspector.url(), environment) === 'open') return Promise.resolve();
  return new Promise((resolve) => {
    Object.assign(globalThis, { __playwright_run: resolve });
  });
}
