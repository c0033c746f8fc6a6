/** The supervisor with its real parts: this system's processes, clock and chance. */
import { app } from 'electron';
import type { Log } from './log';
import type { PayloadGuard } from './payload/guard';
import type { UserPaths } from './paths';
import { APP_ORIGIN } from './policies/navigation';
import { product } from './product';
import { systemClock } from './supervisor/clock';
import { backendEnvironment } from './supervisor/environment';
import { handshakeLine, newToken } from './supervisor/handshake';
import { askHealth } from './supervisor/health';
import { launchBackend } from './supervisor/launch';
import { locateBackend, type Place } from './supervisor/locate';
import { Supervisor } from './supervisor/supervisor';
import { canRestart, codeOf } from './supervisor/trouble';
import type { Strings } from './strings';

export interface BackendParts {
  paths: UserPaths;
  /** Null where nothing has been signed: in a source tree. */
  payload: PayloadGuard | null;
  /** Collects every token that was ever given out, so that none of them stays in a log. */
  tokens: string[];
  strings: () => Strings;
  redactText: (text: string) => string;
  log: Log;
}

export function createSupervisor({ paths, payload, tokens, strings, redactText, log }: BackendParts): Supervisor {
  const place: Place = {
    isPackaged: app.isPackaged,
    resourcesPath: process.resourcesPath,
    appPath: app.getAppPath(),
    platform: process.platform,
    backendExecutable: product.backendExecutable,
    environment: process.env,
  };
  return new Supervisor({
    clock: systemClock,
    random: Math.random,
    locate: async () => {
      const trouble = (await payload?.trouble()) ?? null;
      return trouble === null ? locateBackend(place) : { trouble };
    },
    launch: launchBackend,
    environment: backendEnvironment(process.env),
    askHealth: (port) => askHealth(port),
    newToken: () => {
      const token = newToken();
      tokens.push(token);
      return token;
    },
    handshake: (token) => handshakeLine(token, APP_ORIGIN, paths),
    describe: (trouble) => ({
      code: codeOf(trouble),
      canRestart: canRestart(trouble),
      ...strings().trouble(trouble),
    }),
    redact: redactText,
    log,
  });
}
