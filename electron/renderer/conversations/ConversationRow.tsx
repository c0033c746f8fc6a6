import { ActionIcon } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../shared/protocol';
import { formatMoment } from '../i18n/dates';
import { useFormats } from '../i18n/useFormats';
import { ConversationMenu } from './ConversationMenu';
import { visibleName } from '../ui/visibleText';
import { TitleField } from './TitleField';
import { useConversationCommands } from './useConversationCommands';

interface Props {
  conversation: Conversation;
  current: boolean;
}

export const ConversationRow = memo(function ConversationRow({ conversation, current }: Props) {
  const { t } = useTranslation();
  const { locale } = useFormats();
  const commands = useConversationCommands();
  const [renaming, setRenaming] = useState(false);
  const { id, active_run_id: activeRun, updated_at: changedAt } = conversation;
  const title = conversation.title === '' ? t('conversations.untitled') : visibleName(conversation.title);

  if (renaming) {
    return (
      <li className="conversation">
        <TitleField
          title={conversation.title === '' ? title : conversation.title}
          onDone={(changed) => {
            setRenaming(false);
            if (changed !== null) void commands.rename(id, changed);
          }}
        />
      </li>
    );
  }
  return (
    <li className="conversation" data-current={current}>
      <button
        type="button"
        className="conversation-open"
        aria-current={current ? 'page' : undefined}
        title={`${title}\n${formatMoment(changedAt, locale)}`}
        onClick={() => {
          commands.open(id);
        }}
        onKeyDown={(event) => {
          if (event.key === 'F2') setRenaming(true);
          if (event.key === 'Delete') commands.askToDelete(id, title);
        }}
      >
        <span className="conversation-title">{title}</span>
        {activeRun !== null && (
          <span className="conversation-running" role="img" aria-label={t('conversations.running')} />
        )}
      </button>
      <ConversationMenu
        id={id}
        title={title}
        onRename={() => {
          setRenaming(true);
        }}
      >
        <ActionIcon className="conversation-actions" aria-label={t('conversations.actions', { title })}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </ConversationMenu>
    </li>
  );
});
