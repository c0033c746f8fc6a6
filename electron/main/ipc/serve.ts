/** Answers the requests of the contract: only from our own page, only with arguments that fit. */
import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { requestNames } from '../../shared/channels';
import type { Log } from '../log';
import { senderVerdict } from '../policies/sender';
import { answerRequest, failure, type Handlers } from './answer';

export function serveRequests(handlers: Handlers, isOurWindow: (contentsId: number) => boolean, log: Log): void {
  for (const name of requestNames) {
    ipcMain.handle(name, (event, ...args: unknown[]) => {
      const refusal = refuseSender(event, isOurWindow);
      if (refusal === null) return answerRequest(handlers, name, args, log);
      log.error('a message was refused', { request: name, verdict: refusal });
      return failure('forbidden', 'This page may not ask that.');
    });
  }
}

function refuseSender(event: IpcMainInvokeEvent, isOurWindow: (contentsId: number) => boolean): string | null {
  const { sender } = event;
  const frame = event.senderFrame;
  const verdict = senderVerdict({
    frameUrl: frame?.url ?? null,
    isMainFrame: frame === sender.mainFrame,
    isOurWindow: isOurWindow(sender.id),
  });
  return verdict === 'accepted' ? null : verdict;
}
