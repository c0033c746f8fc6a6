/** Updates as a user meets them: the line over the thread, the dialog, the settings. */
import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { bannerOf } from '../../../../electron/renderer/state/updates';
import { actionsOf } from '../../../../electron/renderer/updates/UpdateActions';
import type { UpdateStatus } from '../../../../electron/shared/updates';
import { READY, UPDATES } from '../support/fakeShell';
import { openPage } from '../support/page';

const OFFER = { version: '1.4.0', notes: '# Big news\n\n![shot](https://pictures.example/a.png)', released: null };
const PROBLEM = { code: 'tampered', message: 'It was changed after it was signed.', remedy: 'Tell the publisher.' };
const MANUAL = { code: 'read-only-appimage', message: 'It cannot be replaced.', remedy: 'Move it.' };

const status = (patch: Partial<UpdateStatus>): UpdateStatus => ({ ...UPDATES, ...patch });
const asked = (requests: readonly { name: string; args: unknown[] }[], name: string) =>
  requests.filter((one) => one.name === name);

describe('the line over the thread', () => {
  it.each([
    ['idle', {}, null],
    ['current', {}, null],
    ['checking', {}, null],
    ['downloading', {}, null],
    ['available', { offer: OFFER }, 'available'],
    ['ready', { offer: OFFER }, 'ready'],
    ['ready', { offer: OFFER, waiting: true }, 'waiting'],
    ['failed', { problem: PROBLEM }, 'failed'],
    ['failed', { problem: { ...PROBLEM, code: 'unreachable' } }, null],
    ['failed', { problem: { ...PROBLEM, code: 'unreachable' }, asked: true }, 'failed'],
    ['off', { problem: { ...PROBLEM, code: 'no-feed' } }, null],
  ] as const)('in state %s with %j is %s', (state, patch, kind) => {
    expect(bannerOf(status({ state, ...patch }))).toBe(kind);
  });

  it('restarts into a version that is ready', async () => {
    const { shell, user } = await openPage();
    shell.setUpdates({ state: 'ready', offer: OFFER });
    const banner = screen.getByTestId('update-banner');
    await within(banner).findByText('Version 1.4.0 is ready');
    await user.click(within(banner).getByRole('button', { name: 'Restart to update' }));
    expect(asked(shell.requests, 'update:install')).toHaveLength(1);
  });

  it('can be put away, and comes back with other news', async () => {
    const { shell, user } = await openPage();
    shell.setUpdates({ state: 'available', offer: OFFER });
    await user.click(await screen.findByRole('button', { name: 'Hide the notice about updates' }));
    expect(screen.queryByText('Version 1.4.0 is available')).toBeNull();
    shell.setUpdates({ state: 'ready' });
    await screen.findByText('Version 1.4.0 is ready');
  });
});

describe('the screen of an agent that cannot run', () => {
  const failed = { ...READY, state: 'failed', connection: null } as const;

  it('offers the version that may put it right', async () => {
    const { shell, user } = await openPage();
    shell.setUpdates({ state: 'ready', offer: OFFER });
    shell.setStatus(failed);
    await screen.findByRole('heading', { name: 'The agent cannot run' });
    screen.getByText('Version 1.4.0 is ready');
    await user.click(screen.getByRole('button', { name: 'Restart to update' }));
    expect(asked(shell.requests, 'update:install')).toHaveLength(1);
  });

  it('looks for one, and shows what comes of it', async () => {
    const { shell, user } = await openPage();
    shell.setStatus(failed);
    await user.click(await screen.findByRole('button', { name: 'Look for updates' }));
    await screen.findByRole('dialog', { name: 'Updates' });
    expect(asked(shell.requests, 'update:check')).toHaveLength(1);
  });
});

describe('the dialog', () => {
  it('opens from the menu and looks at once', async () => {
    const { shell } = await openPage();
    shell.emit('menu:command', 'check-for-updates');
    await screen.findByRole('dialog', { name: 'Updates' });
    expect(asked(shell.requests, 'update:check')).toHaveLength(1);
  });

  it('shows the notes without fetching their pictures, and the progress', async () => {
    const { shell } = await openPage();
    shell.setUpdates({
      state: 'downloading',
      offer: OFFER,
      progress: { percent: 37, transferred: 64_000_000, total: 172_000_000 },
    });
    shell.emit('menu:command', 'check-for-updates');
    const dialog = await screen.findByRole('dialog', { name: 'Updates' });
    await within(dialog).findByText('Big news');
    expect(dialog.querySelector('img')).toBeNull();
    expect(within(dialog).getByRole('progressbar').getAttribute('aria-valuenow')).toBe('37');
    within(dialog).getByText('64 MB of 172 MB');
  });

  it('tells what went wrong and what to do', async () => {
    const { shell } = await openPage();
    shell.setUpdates({ state: 'failed', problem: PROBLEM });
    shell.emit('menu:command', 'check-for-updates');
    const dialog = await screen.findByRole('dialog', { name: 'Updates' });
    const alert = await within(dialog).findByRole('alert');
    expect(alert.textContent).toBe('It was changed after it was signed.Tell the publisher.');
  });

  it.each([
    ['available', { offer: OFFER }, ['download']],
    ['available', { offer: OFFER, manual: MANUAL }, ['website']],
    ['ready', { offer: OFFER }, ['install']],
    ['ready', { offer: OFFER, waiting: true }, ['later']],
    ['failed', {}, ['check']],
    ['failed', { offer: OFFER }, ['download']],
    ['checking', {}, []],
    ['installing', { offer: OFFER }, []],
    ['off', {}, ['website']],
  ] as const)('in state %s with %j offers %j', (state, patch, actions) => {
    expect(actionsOf(status({ state, ...patch }))).toEqual(actions);
  });

  it('takes the wish to restart back while it waits', async () => {
    const { shell, user } = await openPage();
    shell.setUpdates({ state: 'ready', offer: OFFER, waiting: true });
    shell.emit('menu:command', 'check-for-updates');
    const dialog = await screen.findByRole('dialog', { name: 'Updates' });
    await within(dialog).findByText('Restarting once the answer is complete');
    await user.click(within(dialog).getByRole('button', { name: 'Do not restart' }));
    expect(asked(shell.requests, 'update:later')).toHaveLength(1);
  });
});

describe('the settings of updates', () => {
  it('are chosen, and what an administrator chose is shown but cannot be', async () => {
    const { shell, user } = await openPage();
    shell.setUpdates({ locked: ['automaticDownload'] });
    shell.emit('menu:command', 'open-settings');
    const look = await screen.findByRole<HTMLInputElement>('switch', { name: 'Look for updates automatically' });
    await user.click(look);
    expect(asked(shell.requests, 'update:choose').map(({ args }) => args)).toEqual([[{ automaticCheck: false }]]);
    await waitFor(() => {
      expect(look.checked).toBe(false);
    });
    const download = screen.getByRole<HTMLInputElement>('switch', { name: /^Download updates automatically/ });
    expect(download.disabled).toBe(true);
    screen.getByText('Chosen by whoever looks after this machine.');
  });

  it('say why updates are off', async () => {
    const { shell } = await openPage();
    shell.setUpdates({
      state: 'off',
      problem: { code: 'policy-forbids', message: 'Turned off.', remedy: 'Ask them.' },
    });
    shell.emit('menu:command', 'open-settings');
    await screen.findByText('Updates are off');
    screen.getByText('Turned off.');
    expect(screen.queryByRole('switch', { name: 'Look for updates automatically' })).toBeNull();
  });
});
