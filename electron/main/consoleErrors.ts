/** Errors of the page's console, by place only: their text may quote a conversation. */
import type { WebContents } from 'electron';
import type { Log } from './log';

const ERROR_LEVEL = 3;

/** Electron 35 put the details on the event; before it they are arguments. */
interface ConsoleEvent {
  level?: string;
  sourceId?: string;
  lineNumber?: number;
}
type EarlierArguments = [level?: number, message?: string, line?: number, source?: string];

export function logConsoleErrors(contents: WebContents, log: Log): void {
  // Rest arguments, because Electron warns of the old way whoever declares more than the event.
  const listener = (event: ConsoleEvent, ...[level, , line, source]: EarlierArguments): void => {
    if (event.level !== 'error' && level !== ERROR_LEVEL) return;
    const place = event.sourceId ?? source ?? '';
    log.error('the page reported an error', { source: place.slice(0, 200), line: event.lineNumber ?? line ?? 0 });
  };
  (contents as { on(name: 'console-message', listener: (event: ConsoleEvent) => void): unknown }).on(
    'console-message',
    listener,
  );
}
