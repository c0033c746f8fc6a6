/** Two promises beyond Electron's checklist: where the page can go, and where the token is not. */
import { readdirSync, readFileSync } from 'node:fs';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { expect, test } from './support/app';

test('the page reaches the port of its backend and no other', async ({ app }) => {
  let reached = false;
  const stranger = http.createServer((_request, response) => {
    reached = true;
    response.setHeader('access-control-allow-origin', '*');
    response.end('hello');
  });
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = stranger.address() as AddressInfo;
    const outcome = await app.window.evaluate(async (strangerPort) => {
      const byHttp = await fetch(`http://127.0.0.1:${strangerPort}/`).then(
        () => 'reached',
        () => 'blocked',
      );
      const bySocket = await new Promise((resolve) => {
        const socket = new WebSocket(`ws://127.0.0.1:${strangerPort}/`);
        socket.onopen = () => {
          resolve('reached');
        };
        socket.onerror = () => {
          resolve('blocked');
        };
      });
      return { byHttp, bySocket };
    }, port);
    expect(outcome).toEqual({ byHttp: 'blocked', bySocket: 'blocked' });
    expect(reached).toBe(false);
  } finally {
    stranger.close();
  }
});

test('the token is in no argument, no environment and no log', async ({ app }) => {
  const token = (await app.request('backend:status')).connection?.token ?? '';
  expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
  await app.ask('What is 2 + 2?');
  await app.untilAnswered();
  for (const pid of [app.pid, app.backendPid]) {
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain(token);
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toContain(token);
  }
  const { logDir } = await app.request('app:about');
  const logs = readdirSync(logDir).map((name) => readFileSync(path.join(logDir, name), 'utf8'));
  expect(logs.join('').length).toBeGreaterThan(0);
  expect(logs.join('')).not.toContain(token);
  expect(logs.join('')).not.toContain('What is 2 + 2?');
});
