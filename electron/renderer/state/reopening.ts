/**
 * A page that is loaded again, after a crash or by hand, shows the conversation that was on screen.
 *
 * The storage lives as long as the window: a new start of the app begins with an empty conversation.
 */
import type { Thread, Threads } from './threads';

const KEY = 'conversation-on-screen';

/** Opens the conversation that is remembered, then remembers what is on screen; the returned function ends that. */
export function reopenAfterReload(threads: Threads, storage: Storage): () => void {
  const remembered = storage.getItem(KEY);
  if (remembered !== null) threads.open(remembered);

  const remember = ({ conversationId, problem }: Thread) => {
    const gone = problem?.type === 'conversation-not-found';
    if (conversationId === null || gone) storage.removeItem(KEY);
    else storage.setItem(KEY, conversationId);
    // Nobody asked for it a second time, so nobody needs to hear that it was deleted.
    if (gone && conversationId === remembered) threads.startNew();
  };
  let endThread = (): void => undefined;
  const follow = () => {
    endThread();
    const thread = threads.current.get();
    endThread = thread.subscribe(() => {
      remember(thread.get());
    });
    remember(thread.get());
  };
  const endCurrent = threads.current.subscribe(follow);
  follow();
  return () => {
    endCurrent();
    endThread();
  };
}
