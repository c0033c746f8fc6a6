/** Shows the menu on a right click. */
import { Menu, type WebContents } from 'electron';
import type { Strings } from '../strings';
import { textMenuTemplate } from './textMenu';

export function installContextMenu(contents: WebContents, strings: () => Strings): void {
  contents.on('context-menu', (_event, text) => {
    const template = textMenuTemplate(text, strings(), {
      replaceMisspelling: (word) => {
        contents.replaceMisspelling(word);
      },
      addToDictionary: (word) => {
        contents.session.addWordToSpellCheckerDictionary(word);
      },
    });
    if (template.length > 0) Menu.buildFromTemplate(template).popup();
  });
}
