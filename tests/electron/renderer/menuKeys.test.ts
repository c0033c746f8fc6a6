import { expect, it } from 'vitest';
import { SHORTCUTS, type ShortcutName } from '../../../electron/renderer/app/shortcuts';
import { accelerators } from '../../../electron/shared/accelerators';

it.each([
  ['new', 'new-conversation'],
  ['search', 'search-conversations'],
  ['settings', 'open-settings'],
  ['list', 'show-shortcuts'],
] as const satisfies readonly (readonly [ShortcutName, keyof typeof accelerators])[])(
  'the key of "%s" is the one that the menu shows',
  (name, command) => {
    const shortcut = SHORTCUTS.find((each) => each.name === name);
    expect(accelerators[command]).toBe(`CmdOrCtrl+${shortcut?.key.toUpperCase() ?? ''}`);
    expect(shortcut?.command).toBe(true);
  },
);
