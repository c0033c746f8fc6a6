import { screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { FakeBackend } from '../support/fakeBackend';
import { FakeShell, READY } from '../support/fakeShell';
import { openPage } from '../support/page';

test('what the backend has to tell is shown until it was seen', async () => {
  const backend = new FakeBackend();
  backend.notices = [{ id: 'database-set-aside', title: 'Not readable.', detail: 'It is kept.' }];
  const page = await openPage({ backend });
  expect((await screen.findByRole('alert')).textContent).toContain('Not readable.It is kept.');
  await page.user.click(screen.getByRole('button', { name: 'Dismiss: Not readable.' }));
  expect(screen.queryByRole('alert')).toBeNull();
  await waitFor(() => {
    expect(page.backend.notices).toEqual([]);
  });
});

test('what is known only once the engine is loaded is told then', async () => {
  const shell = new FakeShell();
  shell.status = { ...READY, engine: 'loading' };
  const page = await openPage({ shell });
  await waitFor(() => {
    expect(page.backend.requests).toContain('GET /notices');
  });
  page.backend.notices = [{ id: 'plugin-left-out-acme', title: 'Left out.', detail: 'It did not load.' }];
  shell.setStatus(READY);
  await screen.findByText('Left out.');
});

test('a start without plug-ins is told, and a restart with them is at hand', async () => {
  const shell = new FakeShell();
  shell.status = { ...READY, withoutPlugins: true };
  const page = await openPage({ shell });
  await screen.findByText(/runs without plug-ins/);
  await page.user.click(screen.getByRole('button', { name: 'Restart with plug-ins' }));
  expect(shell.requests.at(-1)).toEqual({ name: 'backend:restart', args: [] });
});
