/** The question that is asked all day: over one connection, which either side may end. */
import { createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { askHealth } from '../../../../electron/main/supervisor/health';

const HEALTH = JSON.stringify({ status: 'ok', protocol: 1, version: '1.0.0', engine: 'ready' });
const ANSWER = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${HEALTH.length}\r\n\r\n${HEALTH}`;

/** A server that does with the requests of a connection what it is told, by the request's number on it. */
async function serving(answer: (socket: Socket, request: number) => void): Promise<{ port: number; seen: Socket[] }> {
  const seen: Socket[] = [];
  const server: Server = createServer((socket) => {
    seen.push(socket);
    let request = 0;
    socket.on('data', () => {
      request += 1;
      answer(socket, request);
    });
  });
  onTestFinished(() => {
    for (const socket of seen) socket.destroy();
    server.close();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { port: (server.address() as AddressInfo).port, seen };
}

it('keeps its connection from one check to the next', async () => {
  const { port, seen } = await serving((socket) => socket.write(ANSWER));
  for (let check = 0; check < 3; check += 1) expect(await askHealth(port)).toMatchObject({ engine: 'ready' });
  expect(seen).toHaveLength(1);
});

it('takes a kept connection that the backend has just ended for no sign of trouble', async () => {
  const { port, seen } = await serving((socket, request) => {
    if (request === 1) socket.write(ANSWER);
    else socket.resetAndDestroy();
  });
  expect(await askHealth(port)).toMatchObject({ status: 'ok' });
  expect(await askHealth(port)).toMatchObject({ status: 'ok' });
  expect(seen).toHaveLength(2);
});

it('says so when the first request of a connection is cut', async () => {
  const { port, seen } = await serving((socket) => socket.resetAndDestroy());
  expect(await askHealth(port)).toBeNull();
  expect(seen).toHaveLength(1);
});
