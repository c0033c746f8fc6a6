/** The other end of `electron/tools/dev.mjs`, which watches the sources; a packaged application has none. */
import { app } from 'electron';
import * as z from 'zod/mini';

const message = z.discriminatedUnion('type', [
  z.object({ type: z.literal('restart-backend') }),
  z.object({ type: z.literal('quit') }),
]);

export function followDevelopmentTool(restartBackend: () => void): void {
  process.on('message', (received) => {
    const parsed = message.safeParse(received);
    if (!parsed.success) return;
    if (parsed.data.type === 'restart-backend') restartBackend();
    else app.quit();
  });
  // Whoever ended the tool did not mean to leave its window behind.
  process.on('disconnect', () => {
    app.quit();
  });
}
