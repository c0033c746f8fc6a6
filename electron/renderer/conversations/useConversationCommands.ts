import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useTellFailure } from '../app/useTellFailure';
import type { ExportFormat } from '../state/rest';

export interface ConversationCommands {
  readonly startNew: () => void;
  /** Shows a conversation, and the message in it that was looked for. */
  readonly open: (id: string, messageId?: string) => void;
  readonly exportAs: (id: string, title: string, format: ExportFormat) => Promise<void>;
  readonly rename: (id: string, title: string) => Promise<void>;
  readonly askToDelete: (id: string, title: string) => void;
  readonly remove: (id: string) => Promise<void>;
}

const EXTENSION: Record<ExportFormat, string> = { markdown: 'md', json: 'json' };

/** A title as the name of a file: no characters that a file system takes for something else. */
export function exportName(title: string, format: ExportFormat): string {
  const name = Array.from(title, (letter) => (/[\p{L}\p{N} ._-]/u.test(letter) ? letter : ' ')).join('');
  const trimmed = name
    .replaceAll(/\s+/g, ' ')
    .replace(/^[ .]+/, '')
    .slice(0, 80)
    .replace(/[ .]+$/, '');
  return `${trimmed === '' ? 'conversation' : trimmed}.${EXTENSION[format]}`;
}

/** What can be done with conversations, from the list, the header, the menu and the keyboard alike. */
export function useConversationCommands(): ConversationCommands {
  const { t } = useTranslation();
  const tellFailure = useTellFailure();
  const { threads, view, focus, conversations, rest, shell, notices } = useServices();

  return {
    startNew: () => {
      threads.startNew();
      view.patch({ page: 'chat', drawerOpen: false });
      focus.request('composer');
    },
    open: (id, messageId) => {
      threads.open(id);
      view.patch({ page: 'chat', drawerOpen: false, seekMessageId: messageId ?? null });
    },
    exportAs: async (id, title, format) => {
      try {
        const text = await rest.exportConversation(id, format);
        const path = await shell.request('file:save', { suggestedName: exportName(title, format), text });
        if (path !== null) notices.show('done', t('conversations.exported'), path);
      } catch (error) {
        tellFailure(t('conversations.exportFailed'), error);
      }
    },
    rename: async (id, title) => {
      try {
        await conversations.rename(id, title);
      } catch (error) {
        tellFailure(t('conversations.renameFailed'), error);
      }
    },
    askToDelete: (id, title) => {
      view.patch({ dialog: { kind: 'delete', conversationId: id, title } });
    },
    remove: async (id) => {
      try {
        await conversations.remove(id);
        threads.close(id);
      } catch (error) {
        tellFailure(t('conversations.deleteFailed'), error);
      }
    },
  };
}
