import { useEffect, useEffectEvent } from 'react';
import type { MenuCommand } from '../../shared/ipc';
import { useConversationCommands } from '../conversations/useConversationCommands';
import { useLookForUpdates } from '../updates/useLookForUpdates';
import { NARROW } from './narrow';
import { useServices } from './ServicesContext';
import { matchShortcut, type GlobalShortcut } from './shortcuts';

/** Follows the application menu and the keyboard. */
export function useCommands(): void {
  const { shell, view, threads, focus, conversations } = useServices();
  const commands = useConversationCommands();
  const lookForUpdates = useLookForUpdates();

  const search = () => {
    view.patch({ drawerOpen: window.matchMedia(NARROW).matches });
    focus.request('search');
  };
  const exportCurrent = () => {
    const { conversationId } = threads.current.get().get();
    const current = conversations.list.get().items.find((item) => item.id === conversationId);
    if (current !== undefined) void commands.exportAs(current.id, current.title, 'markdown');
  };
  /** Closes what is in front; with nothing in front, stops the answer. An open dialog closes itself. */
  const stopOrClose = () => {
    const { page, dialog, drawerOpen } = view.get();
    if (dialog !== null) return;
    if (drawerOpen) view.patch({ drawerOpen: false });
    else if (page === 'settings') view.patch({ page: 'chat' });
    else threads.cancel();
  };

  const onMenu = useEffectEvent((command: MenuCommand) => {
    const actions: Record<MenuCommand, () => void> = {
      'new-conversation': commands.startNew,
      'open-settings': () => {
        view.patch({ page: 'settings', drawerOpen: false });
      },
      'search-conversations': search,
      'export-conversation': exportCurrent,
      'show-shortcuts': () => {
        view.patch({ dialog: { kind: 'shortcuts' } });
      },
      'show-diagnostics': () => {
        view.patch({ dialog: { kind: 'diagnostics' } });
      },
      'check-for-updates': lookForUpdates,
    };
    actions[command]();
  });

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    const shortcut = matchShortcut(event);
    if (shortcut === null || event.defaultPrevented) return;
    const actions: Record<GlobalShortcut, () => void> = {
      new: commands.startNew,
      search,
      settings: () => {
        view.patch({ page: 'settings', drawerOpen: false });
      },
      list: () => {
        view.patch({ dialog: { kind: 'shortcuts' } });
      },
      focus: () => {
        view.patch({ page: 'chat', drawerOpen: false });
        focus.request('composer');
      },
      stop: stopOrClose,
    };
    if (shortcut !== 'stop') event.preventDefault();
    actions[shortcut]();
  });

  useEffect(
    () =>
      shell.on('menu:command', (command) => {
        onMenu(command);
      }),
    [shell],
  );
  useEffect(() => {
    const listen = (event: KeyboardEvent) => {
      onKeyDown(event);
    };
    window.addEventListener('keydown', listen);
    return () => {
      window.removeEventListener('keydown', listen);
    };
  }, []);
}
