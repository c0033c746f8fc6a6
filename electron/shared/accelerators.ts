import type { MenuCommand } from './channels';

/**
 * The keys of the menu's commands, in Electron's notation; main binds them. The renderer follows and shows the
 * same keys (`renderer/app/shortcuts.ts`), and a test holds the two together.
 *
 * `CmdOrCtrl` is the Command key on macOS and Control elsewhere.
 */
export const accelerators = {
  'new-conversation': 'CmdOrCtrl+N',
  'open-settings': 'CmdOrCtrl+,',
  'search-conversations': 'CmdOrCtrl+K',
  'export-conversation': 'CmdOrCtrl+Shift+E',
  'show-shortcuts': 'CmdOrCtrl+/',
  'show-diagnostics': null,
  'check-for-updates': null,
} as const satisfies Record<MenuCommand, string | null>;
