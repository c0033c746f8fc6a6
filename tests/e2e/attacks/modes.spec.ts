/** Who else on the machine may read what the app leaves: the modes of all that it makes, folder by folder. */
import { lstatSync, readdirSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { expect, row, test } from '../support/trials';

/** Chromium makes these as it makes any file; nobody else gets into the folder that they lie in. */
const READABLE_IN_A_CLOSED_FOLDER = /(^|\/)(client_id|DevToolsActivePort)$/;

interface Entry {
  name: string;
  kind: 'folder' | 'file';
  mode: string;
}

/** The folder and all in it but its links, which have no mode of their own. */
function census(folder: string): Entry[] {
  const names = ['', ...readdirSync(folder, { recursive: true, encoding: 'utf8' })];
  return names.flatMap((name): Entry[] => {
    // Chromium takes away its temporary files as it likes.
    const entry = lstatSync(path.join(folder, name), { throwIfNoEntry: false });
    if (entry === undefined || entry.isSymbolicLink()) return [];
    const kind = entry.isDirectory() ? 'folder' : 'file';
    return [{ name, kind, mode: (entry.mode & 0o777).toString(8) }];
  });
}

test(
  'nobody else gets at what the app keeps',
  { tag: '@attack', annotation: row('Another user', 'modes of the profile, the data, the logs and the socket') },
  async ({ app, tally }) => {
    await app.ask('What is 3 * 3?');
    await app.untilAnswered();
    await app.setTheme('dark');
    const profile = path.join(app.folder, 'profile');
    const entries = census(profile);
    const names = entries.map(({ name }) => name);
    for (const ours of ['data/conversations.db', 'logs/shell.log', 'logs/backend.log', 'preferences.json', 'Cookies']) {
      expect(names).toContain(ours);
    }
    const open = entries.filter(({ name, kind, mode }) => {
      if (kind === 'folder') return mode !== '700';
      return mode !== '600' && !READABLE_IN_A_CLOSED_FOLDER.test(name);
    });
    expect(open).toEqual([]);
    tally.add(entries.length, 'entries');

    // Whoever writes to it is a second start of the app; it lies outside, where a path is short enough for a socket.
    const socket = readlinkSync(path.join(profile, 'SingletonSocket'));
    expect(census(path.dirname(socket))).toContainEqual({ name: '', kind: 'folder', mode: '700' });
    expect(lstatSync(socket).isSocket()).toBe(true);
    tally.add(1, 'entries');
  },
);
