/** What the menu on a right click holds: what can be done to the text under it. */
import type { MenuItemConstructorOptions } from 'electron';
import type { Strings } from '../strings';

export interface TextUnderPointer {
  isEditable: boolean;
  selectionText: string;
  misspelledWord: string;
  dictionarySuggestions: readonly string[];
  editFlags: { canCut: boolean; canCopy: boolean; canPaste: boolean; canSelectAll: boolean };
}

export interface TextActions {
  replaceMisspelling(word: string): void;
  addToDictionary(word: string): void;
}

export function textMenuTemplate(
  text: TextUnderPointer,
  strings: Strings,
  actions: TextActions,
): MenuItemConstructorOptions[] {
  const { isEditable, editFlags } = text;
  if (isEditable) {
    return [
      ...spelling(text, strings, actions),
      { role: 'cut', label: strings.cut, enabled: editFlags.canCut },
      { role: 'copy', label: strings.copy, enabled: editFlags.canCopy },
      { role: 'paste', label: strings.paste, enabled: editFlags.canPaste },
      { type: 'separator' },
      { role: 'selectAll', label: strings.selectAll, enabled: editFlags.canSelectAll },
    ];
  }
  return text.selectionText.trim() === '' ? [] : [{ role: 'copy', label: strings.copy, enabled: editFlags.canCopy }];
}

function spelling(
  { misspelledWord, dictionarySuggestions }: TextUnderPointer,
  strings: Strings,
  actions: TextActions,
): MenuItemConstructorOptions[] {
  if (misspelledWord === '') return [];
  const suggestions = dictionarySuggestions.map((word) => ({
    label: word,
    click: () => {
      actions.replaceMisspelling(word);
    },
  }));
  const learn = {
    label: strings.addToDictionary,
    click: () => {
      actions.addToDictionary(misspelledWord);
    },
  };
  return [...suggestions, learn, { type: 'separator' }];
}
