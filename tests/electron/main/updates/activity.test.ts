/** Whether an answer is being written, as a backend of the test's says it. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished } from 'vitest';
import { askActivity } from '../../../../electron/main/updates/activity';

const TOKEN = 'of this start';

/** Where a backend answers like this, and hangs up on whoever does not show its token. */
async function backend(status: number, body: string): Promise<number> {
  const server = createServer(({ url, headers }, response) => {
    if (url !== '/diagnostics' || headers.authorization !== `Bearer ${TOKEN}`) response.destroy();
    else response.writeHead(status).end(body);
  });
  onTestFinished(() => {
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

describe('an answer', () => {
  it.each([
    [200, '{"runs": {"running": 0}}', 'quiet'],
    [200, '{"runs": {"running": 2}, "more": true}', 'running'],
    [503, '{"runs": {"running": 0}}', 'unknown'],
    [200, '{"runs": {}}', 'unknown'],
    [200, 'no JSON', 'unknown'],
  ] as const)('of which a backend says %i %s is %s', async (status, body, activity) => {
    expect(await askActivity({ generation: 1, port: await backend(status, body), token: TOKEN })).toBe(activity);
  });

  it('of which a backend does not speak to us is unknown', async () => {
    const port = await backend(200, '{"runs": {"running": 0}}');
    expect(await askActivity({ generation: 1, port, token: 'of another start' })).toBe('unknown');
  });

  it('is not written where there is no backend', async () => {
    expect(await askActivity(null)).toBe('quiet');
  });
});
