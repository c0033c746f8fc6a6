/** One request of the contract: its arguments validated, its handler run, its error made fit to cross. */
import type { Answer } from '../../shared/channels';
import { requestArguments, type RequestArguments, type RequestName, type RequestResults } from '../../shared/ipc';
import type { Log } from '../log';
import { RequestError } from './errors';

export type Handlers = {
  [N in RequestName]: (...args: RequestArguments<N>) => RequestResults[N] | Promise<RequestResults[N]>;
};

/** Validates the arguments, runs the handler, and turns what it throws into a {code, message} of ours. */
export async function answerRequest<N extends RequestName>(
  handlers: Handlers,
  name: N,
  args: unknown[],
  log: Log,
): Promise<Answer<RequestResults[N]>> {
  const parsed = requestArguments[name].safeParse(args);
  if (!parsed.success) {
    log.error('a request had arguments that do not fit', { request: name });
    return failure('invalid-arguments', `The arguments of ${name} do not fit.`);
  }
  try {
    const value = await handlers[name](...(parsed.data as RequestArguments<N>));
    return { ok: true, value };
  } catch (error) {
    log.error('a request failed', { request: name, reason: String(error) });
    if (error instanceof RequestError) return failure(error.code, error.message);
    return failure('internal', 'Something went wrong; the log says more.');
  }
}

export function failure(code: string, message: string): { ok: false; error: { code: string; message: string } } {
  return { ok: false, error: { code, message } };
}
