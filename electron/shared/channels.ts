/**
 * The names of the contract in `ipc.ts`, apart from its schemas: the preload carries these as its allow-list, and a
 * sandboxed preload should not carry a validation library too.
 */
export const requestNames = [
  'backend:status',
  'backend:restart',
  'backend:start-without-plugins',
  'preferences:get',
  'preferences:set',
  'workspace:choose',
  'external:open',
  'image:load',
  'file:save',
  'clipboard:write',
  'logs:open',
  'diagnostics:preview',
  'diagnostics:save',
  'update:status',
  'update:check',
  'update:download',
  'update:install',
  'update:later',
  'update:choose',
  'app:about',
  'app:quit',
] as const;
export type RequestName = (typeof requestNames)[number];

export const eventNames = [
  'backend:status',
  'preferences:changed',
  'menu:command',
  'power:resumed',
  'update:status',
] as const;
export type EventName = (typeof eventNames)[number];

/** Commands that the menu, the tray and shortcuts send to the window. */
export const menuCommands = [
  'new-conversation',
  'open-settings',
  'search-conversations',
  'export-conversation',
  'show-shortcuts',
  'show-diagnostics',
  'check-for-updates',
] as const;
export type MenuCommand = (typeof menuCommands)[number];

/** Events travel over one channel, so that the preload listens once. */
export const EVENT_CHANNEL = 'shell:event';

/** What `ipcMain.handle` answers: Electron would strip the code off an error that is thrown across the bridge. */
export type Answer<T> = { ok: true; value: T } | { ok: false; error: { code: string; message: string } };
