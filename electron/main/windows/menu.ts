/** The application menu, as data: what it holds on each platform. */
import type { MenuItemConstructorOptions } from 'electron';
import { accelerators } from '../../shared/accelerators';
import type { MenuCommand } from '../../shared/ipc';
import type { Strings } from '../strings';

export interface MenuActions {
  command(command: MenuCommand): void;
  openLogs(): void;
  openLink(link: 'help' | 'issues'): void;
  showAbout(): void;
}

export interface MenuSurroundings {
  platform: NodeJS.Platform;
  productName: string;
  allowDevTools: boolean;
  strings: Strings;
  actions: MenuActions;
}

type Items = MenuItemConstructorOptions[];
const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' };

export function menuTemplate(surroundings: MenuSurroundings): Items {
  const isMac = surroundings.platform === 'darwin';
  return [
    ...(isMac ? [appMenu(surroundings)] : []),
    fileMenu(surroundings, isMac),
    editMenu(surroundings.strings),
    viewMenu(surroundings),
    ...(isMac ? [windowMenu(surroundings.strings)] : []),
    helpMenu(surroundings, isMac),
  ];
}

function commandItem({ actions }: MenuSurroundings, label: string, command: MenuCommand): MenuItemConstructorOptions {
  const accelerator = accelerators[command];
  const click = (): void => {
    actions.command(command);
  };
  return { id: command, label, click, ...(accelerator === null ? {} : { accelerator }) };
}

function appMenu(surroundings: MenuSurroundings): MenuItemConstructorOptions {
  const { strings, productName } = surroundings;
  const submenu: Items = [
    { role: 'about', label: `${strings.about} ${productName}` },
    commandItem(surroundings, strings.checkForUpdates, 'check-for-updates'),
    SEPARATOR,
    commandItem(surroundings, strings.settings, 'open-settings'),
    SEPARATOR,
    { role: 'services', label: strings.services },
    SEPARATOR,
    { role: 'hide', label: `${strings.hide} ${productName}` },
    { role: 'hideOthers', label: strings.hideOthers },
    { role: 'unhide', label: strings.showAll },
    SEPARATOR,
    { role: 'quit', label: `${strings.quit} ${productName}` },
  ];
  return { label: productName, submenu };
}

function fileMenu(surroundings: MenuSurroundings, isMac: boolean): MenuItemConstructorOptions {
  const { strings } = surroundings;
  const last: Items = isMac
    ? [{ role: 'close', label: strings.closeWindow }]
    : [
        commandItem(surroundings, strings.settings, 'open-settings'),
        SEPARATOR,
        { role: 'quit', label: strings.quit, accelerator: 'CmdOrCtrl+Q' },
      ];
  const submenu: Items = [
    commandItem(surroundings, strings.newConversation, 'new-conversation'),
    commandItem(surroundings, strings.searchConversations, 'search-conversations'),
    commandItem(surroundings, strings.exportConversation, 'export-conversation'),
    SEPARATOR,
    ...last,
  ];
  return { label: strings.file, submenu };
}

function editMenu(strings: Strings): MenuItemConstructorOptions {
  const submenu: Items = [
    { role: 'undo', label: strings.undo },
    { role: 'redo', label: strings.redo },
    SEPARATOR,
    { role: 'cut', label: strings.cut },
    { role: 'copy', label: strings.copy },
    { role: 'paste', label: strings.paste },
    { role: 'selectAll', label: strings.selectAll },
  ];
  return { label: strings.edit, submenu };
}

function viewMenu({ strings, allowDevTools }: MenuSurroundings): MenuItemConstructorOptions {
  const forDevelopers: Items = [
    SEPARATOR,
    { role: 'reload', label: strings.reload },
    { role: 'toggleDevTools', label: strings.developerTools },
  ];
  const submenu: Items = [
    { role: 'resetZoom', label: strings.actualSize },
    { role: 'zoomIn', label: strings.zoomIn },
    { role: 'zoomOut', label: strings.zoomOut },
    SEPARATOR,
    { role: 'togglefullscreen', label: strings.fullScreen },
    ...(allowDevTools ? forDevelopers : []),
  ];
  return { label: strings.view, submenu };
}

function windowMenu(strings: Strings): MenuItemConstructorOptions {
  const submenu: Items = [
    { role: 'minimize', label: strings.minimize },
    { role: 'zoom', label: strings.zoom },
    SEPARATOR,
    { role: 'front', label: strings.bringAllToFront },
  ];
  return { role: 'window', label: strings.window, submenu };
}

function helpMenu(surroundings: MenuSurroundings, isMac: boolean): MenuItemConstructorOptions {
  const { strings, actions, productName } = surroundings;
  const submenu: Items = [
    {
      label: strings.documentation,
      click: () => {
        actions.openLink('help');
      },
    },
    commandItem(surroundings, strings.keyboardShortcuts, 'show-shortcuts'),
    SEPARATOR,
    {
      label: strings.openLogs,
      click: () => {
        actions.openLogs();
      },
    },
    commandItem(surroundings, strings.diagnostics, 'show-diagnostics'),
    {
      label: strings.reportProblem,
      click: () => {
        actions.openLink('issues');
      },
    },
  ];
  const about: Items = [
    SEPARATOR,
    commandItem(surroundings, strings.checkForUpdates, 'check-for-updates'),
    {
      label: `${strings.about} ${productName}`,
      click: () => {
        actions.showAbout();
      },
    },
  ];
  return { role: 'help', label: strings.help, submenu: isMac ? submenu : [...submenu, ...about] };
}
