/** Registers app:// with Electron, by whichever way the running version has. */
import { protocol, type Session } from 'electron';
import type { Log } from '../log';
import { APP_SCHEME } from '../policies/navigation';
import type { Answerer } from './answer';

/** Must run before the app is ready. */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** The way of Electron 22, which the types of later versions call deprecated. */
interface BufferProtocol {
  registerBufferProtocol(
    scheme: string,
    handler: (
      request: { url: string },
      respond: (answer: { statusCode: number; headers: Record<string, string>; data: Buffer }) => void,
    ) => void,
  ): boolean;
}

export function serveScheme(session: Session, answer: Answerer, log: Log): void {
  const safely = (address: string): ReturnType<Answerer> =>
    answer(address).catch((error: unknown) => {
      log.error('app:// could not answer', { reason: String(error) });
      return { status: 500, headers: { 'Content-Type': 'text/plain' }, body: Buffer.from('Could not be read') };
    });
  if ('handle' in session.protocol) {
    session.protocol.handle(APP_SCHEME, async ({ url }) => {
      const { status, headers, body } = await safely(url);
      return new Response(new Uint8Array(body), { status, headers });
    });
    return;
  }
  (session.protocol as BufferProtocol).registerBufferProtocol(APP_SCHEME, ({ url }, respond) => {
    void safely(url).then(({ status, headers, body }) => {
      respond({ statusCode: status, headers, data: body });
    });
  });
}
