/** The key of Chromium's cookies. */
import type { App } from 'electron';

/**
 * Keeps Chromium away from the keychain of a Linux desktop: before it shows a window it asks there for the key of its
 * cookies, and waits for an answer on its main thread. One that is locked, or that hangs, would hold up the app for as
 * long (measured: 50 s). Our page has no cookies, and the keys of providers are kept there by the backend, which opens
 * it when one is needed. Elsewhere the system answers by itself. Must run before the app is ready.
 */
export function keepCookiesOffKeychain(app: Pick<App, 'commandLine'>, platform: NodeJS.Platform): void {
  if (platform === 'linux') app.commandLine.appendSwitch('password-store', 'basic');
}
