/** The keyboard: what each combination asks for, wherever the focus is. */

export type ShortcutName = 'new' | 'search' | 'settings' | 'list' | 'focus' | 'stop' | 'send' | 'newLine';

export interface Shortcut {
  readonly name: ShortcutName;
  /** As in `KeyboardEvent.key`. */
  readonly key: string;
  /** With Ctrl, or Command on Apple's machines. */
  readonly command?: boolean;
  readonly shift?: boolean;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { name: 'new', key: 'n', command: true },
  { name: 'search', key: 'k', command: true },
  { name: 'settings', key: ',', command: true },
  { name: 'list', key: '/', command: true },
  { name: 'focus', key: 'j', command: true },
  { name: 'stop', key: 'Escape' },
  { name: 'send', key: 'Enter' },
  { name: 'newLine', key: 'Enter', shift: true },
];

/** Those that hold everywhere; the others belong to the message field. */
export type GlobalShortcut = Exclude<ShortcutName, 'send' | 'newLine'>;

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey' | 'isComposing'>;

export function matchShortcut(press: KeyPress): GlobalShortcut | null {
  if (press.isComposing || press.altKey) return null;
  const command = press.ctrlKey || press.metaKey;
  const key = press.key.toLowerCase();
  const found = SHORTCUTS.find(
    (shortcut) => shortcut.key.toLowerCase() === key && (shortcut.command ?? false) === command,
  );
  // Some layouts need Shift for the slash.
  if (press.shiftKey && found?.name !== 'list') return null;
  return found === undefined || found.name === 'send' || found.name === 'newLine' ? null : found.name;
}

export interface KeyNames {
  readonly control: string;
  readonly shift: string;
  readonly enter: string;
}

/** The keys as they are printed on the keyboards of a language; Apple's have signs for two of them. */
export function keysOf(shortcut: Shortcut, names: KeyNames, apple: boolean): string[] {
  const labels: Record<string, string> = { Escape: 'Esc', Enter: names.enter };
  return [
    ...(shortcut.command === true ? [apple ? '⌘' : names.control] : []),
    ...(shortcut.shift === true ? [apple ? '⇧' : names.shift] : []),
    labels[shortcut.key] ?? shortcut.key.toUpperCase(),
  ];
}
