import type { MenuItemConstructorOptions } from 'electron';
import { describe, expect, it } from 'vitest';
import { menuCommands } from '../../../../electron/shared/channels';
import { de } from '../../../../electron/main/strings/de';
import { en } from '../../../../electron/main/strings/en';
import { stringsFor } from '../../../../electron/main/strings';
import { menuTemplate, type MenuSurroundings } from '../../../../electron/main/windows/menu';
import { placeWindow } from '../../../../electron/main/windows/placement';
import { trayTemplate } from '../../../../electron/main/windows/trayMenu';
import { textMenuTemplate, type TextUnderPointer } from '../../../../electron/main/windows/textMenu';

const screen = { x: 0, y: 0, width: 1920, height: 1040 };
const second = { x: 1920, y: 0, width: 1280, height: 984 };

describe('the place of the window', () => {
  it.each([
    ['nothing is known', null, [screen], 'first-start', { width: 1120, height: 760 }],
    ['the screen is small', null, [{ ...screen, width: 800, height: 600 }], 'first-start', { width: 800, height: 600 }],
    ['it was there', { x: 10, y: 20, width: 900, height: 700 }, [screen], 'restored', { x: 10, y: 20, width: 900 }],
    [
      'it was on the second screen',
      { x: 2000, y: 9, width: 900, height: 700 },
      [screen, second],
      'restored',
      { x: 2000 },
    ],
    ['the second screen is gone', { x: 2000, y: 9, width: 900, height: 700 }, [screen], 'screen-gone', { width: 900 }],
    ['its title is above the screen', { x: 10, y: -300, width: 900, height: 700 }, [screen], 'screen-gone', {}],
    ['only a sliver shows', { x: 1900, y: 9, width: 900, height: 700 }, [screen], 'screen-gone', {}],
    ['it hangs over the edge', { x: -400, y: 9, width: 900, height: 700 }, [screen], 'restored', { x: -400 }],
    ['the screen has shrunk', { x: 0, y: 0, width: 3000, height: 2000 }, [screen], 'restored', { width: 1920 }],
    ['it was too small', { x: 0, y: 0, width: 10, height: 10 }, [screen], 'screen-gone', { width: 480, height: 400 }],
  ] as const)('when %s', (_name, bounds, areas, verdict, expected) => {
    const placement = placeWindow(bounds === null ? null : { bounds, maximized: false }, areas);
    expect(placement).toMatchObject({ verdict, bounds: expected });
    if (verdict !== 'restored') expect(placement.bounds).not.toHaveProperty('x');
  });

  it('remembers that it filled the screen', () => {
    expect(placeWindow({ bounds: second, maximized: true }, [screen, second]).maximized).toBe(true);
  });
});

describe('the menu', () => {
  const chosen: string[] = [];
  const surroundings: MenuSurroundings = {
    platform: 'linux',
    productName: 'Product',
    allowDevTools: false,
    strings: en,
    actions: {
      command: (command) => chosen.push(command),
      openLogs: () => chosen.push('logs'),
      openLink: (link) => chosen.push(link),
      showAbout: () => chosen.push('about'),
    },
  };

  function items(template: MenuItemConstructorOptions[]): MenuItemConstructorOptions[] {
    return template.flatMap((item) => (Array.isArray(item.submenu) ? items(item.submenu) : [item]));
  }

  it.each(['linux', 'win32', 'darwin'] as const)('on %s offers every command once', (platform) => {
    const ids = items(menuTemplate({ ...surroundings, platform })).flatMap(({ id }) => (id === undefined ? [] : [id]));
    expect(ids.sort()).toEqual([...menuCommands].sort());
  });

  it.each(['linux', 'win32', 'darwin'] as const)(
    'on %s uses no key twice and leaves no item without a label',
    (platform) => {
      const all = items(menuTemplate({ ...surroundings, platform })).filter(({ type }) => type !== 'separator');
      const keys = all.flatMap(({ accelerator }) => (accelerator === undefined ? [] : [accelerator]));
      expect(new Set(keys).size).toBe(keys.length);
      expect(all.filter(({ label }) => !label)).toEqual([]);
    },
  );

  it('sends the command that was chosen', () => {
    const item = items(menuTemplate(surroundings)).find(({ id }) => id === 'new-conversation');
    (item?.click as (() => void) | undefined)?.();
    expect(chosen).toEqual(['new-conversation']);
  });

  it('has developer tools in development only', () => {
    const roles = (allowDevTools: boolean) =>
      items(menuTemplate({ ...surroundings, allowDevTools })).map(({ role }) => role);
    expect(roles(false)).not.toContain('toggleDevTools');
    expect(roles(false)).not.toContain('reload');
    expect(roles(true)).toContain('toggleDevTools');
  });
});

describe('the menu of the tray', () => {
  it.each([
    [en, ['Show Window', 'New Conversation', 'Quit']],
    [de, ['Fenster anzeigen', 'Neue Unterhaltung', 'Beenden']],
  ])('shows, begins and quits, in the language of the user', (strings, labels) => {
    const chosen: string[] = [];
    const items = trayTemplate(strings, {
      show: () => chosen.push('show'),
      newConversation: () => chosen.push('new'),
      quit: () => chosen.push('quit'),
    }).filter(({ type }) => type !== 'separator');
    expect(items.map(({ label }) => label)).toEqual(labels);
    for (const { click } of items) (click as (() => void) | undefined)?.();
    expect(chosen).toEqual(['show', 'new', 'quit']);
  });
});

describe('the strings', () => {
  it.each([
    ['system', 'de-AT', de],
    ['system', 'de_DE.UTF-8', de],
    ['system', 'fr-FR', en],
    ['system', '', en],
    ['en', 'de-DE', en],
    ['de', 'en-US', de],
  ] as const)('for %s on %s', (language, locale, strings) => {
    expect(stringsFor(language, locale)).toBe(strings);
  });
});

describe('a right click', () => {
  const editFlags = { canCut: true, canCopy: true, canPaste: true, canSelectAll: true };
  const nothing = { isEditable: false, selectionText: '', misspelledWord: '', dictionarySuggestions: [], editFlags };
  const actions = { replaceMisspelling: () => undefined, addToDictionary: () => undefined };
  const labels = (text: TextUnderPointer) =>
    textMenuTemplate(text, en, actions).flatMap(({ label }) => (label === undefined ? [] : [label]));

  it('on nothing shows nothing', () => {
    expect(labels(nothing)).toEqual([]);
  });

  it('on a selection offers to copy it', () => {
    expect(labels({ ...nothing, selectionText: 'text' })).toEqual(['Copy']);
  });

  it('in a field offers to edit, and to mend a word', () => {
    const field = { ...nothing, isEditable: true };
    expect(labels(field)).toEqual(['Cut', 'Copy', 'Paste', 'Select All']);
    expect(labels({ ...field, misspelledWord: 'teh', dictionarySuggestions: ['the'] }).slice(0, 2)).toEqual([
      'the',
      'Add to Dictionary',
    ]);
  });
});
