/** What the menu of the tray holds, as data. */
import type { MenuItemConstructorOptions } from 'electron';
import type { Strings } from '../strings';

export interface TrayActions {
  show: () => void;
  newConversation: () => void;
  quit: () => void;
}

export function trayTemplate(strings: Strings, actions: TrayActions): MenuItemConstructorOptions[] {
  return [
    { label: strings.showWindow, click: actions.show },
    { label: strings.newConversation, click: actions.newConversation },
    { type: 'separator' },
    { label: strings.quit, click: actions.quit },
  ];
}
