import { ActionIcon, Tooltip } from '@mantine/core';
import { IconArrowLeft, IconDotsVertical, IconEdit, IconMenu2, IconSettings } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../../shared/protocol';
import { BackendBadge } from '../backend/BackendBadge';
import { ConversationMenu } from '../conversations/ConversationMenu';
import { TitleField } from '../conversations/TitleField';
import { useConversationCommands } from '../conversations/useConversationCommands';
import { useObservable } from '../state/observable';
import { product } from './product';
import { useServices } from './ServicesContext';

/** Where one is, what answers, and how the backend is. */
export function Header({ narrow }: { narrow: boolean }) {
  const { view } = useServices();
  const { page } = useObservable(view);
  return <header className="header">{page === 'settings' ? <SettingsHead /> : <ChatHead narrow={narrow} />}</header>;
}

function SettingsHead() {
  const { t } = useTranslation();
  const { view } = useServices();
  return (
    <>
      <IconButton
        label={t('settings.back')}
        icon={<IconArrowLeft size={19} aria-hidden />}
        onClick={() => {
          view.patch({ page: 'chat' });
        }}
      />
      <div className="header-title">
        <h1>{t('settings.title')}</h1>
      </div>
      <BackendBadge />
    </>
  );
}

function ChatHead({ narrow }: { narrow: boolean }) {
  const { t } = useTranslation();
  const { view, conversations, threads } = useServices();
  const commands = useConversationCommands();
  const thread = useObservable(useObservable(threads.current));
  const { items } = useObservable(conversations.list);
  const conversation = items.find((item) => item.id === thread.conversationId);
  return (
    <>
      {narrow && (
        <IconButton
          label={t('conversations.open')}
          icon={<IconMenu2 size={19} aria-hidden />}
          onClick={() => {
            view.patch({ drawerOpen: true });
          }}
        />
      )}
      <Title conversation={conversation} />
      <BackendBadge />
      {narrow && (
        <IconButton
          label={t('conversations.new')}
          icon={<IconEdit size={19} aria-hidden />}
          onClick={commands.startNew}
        />
      )}
      <IconButton
        label={t('header.settings')}
        icon={<IconSettings size={19} aria-hidden />}
        onClick={() => {
          view.patch({ page: 'settings' });
        }}
      />
    </>
  );
}

function Title({ conversation }: { conversation: Conversation | undefined }) {
  const { t } = useTranslation();
  const commands = useConversationCommands();
  const [renaming, setRenaming] = useState(false);
  const title =
    conversation === undefined || conversation.title === '' ? t('conversations.untitled') : conversation.title;
  return (
    <div className="header-title">
      <div className="header-line">
        {renaming && conversation !== undefined ? (
          <TitleField
            title={title}
            onDone={(changed) => {
              setRenaming(false);
              if (changed !== null) void commands.rename(conversation.id, changed);
            }}
          />
        ) : (
          <h1 title={title}>{title}</h1>
        )}
        {conversation !== undefined && !renaming && (
          <ConversationMenu
            id={conversation.id}
            title={title}
            onRename={() => {
              setRenaming(true);
            }}
          >
            <ActionIcon aria-label={t('header.conversationActions')} size={26}>
              <IconDotsVertical size={16} aria-hidden />
            </ActionIcon>
          </ConversationMenu>
        )}
      </div>
      <ModelInUse />
    </div>
  );
}

/** Who answers the next question, and by which model. */
function ModelInUse() {
  const { settings, view } = useServices();
  const { settings: stored, providers, agents } = useObservable(settings.catalog);
  const { agentId } = useObservable(view);
  const agent = agents.find((one) => one.id === agentId) ?? agents[0];
  const provider = providers.find((one) => one.id === stored?.provider);
  const model = provider?.needs_model === true ? (stored?.model ?? null) : null;
  const facts = [agent?.name ?? product.name, provider?.name, model].filter(
    (fact) => fact !== undefined && fact !== null && fact !== '',
  );
  return <p className="header-model">{facts.join(' · ')}</p>;
}

interface IconButtonProps {
  label: string;
  icon: React.ReactNode;
  onClick: () => void;
}

function IconButton({ label, icon, onClick }: IconButtonProps) {
  return (
    <Tooltip label={label}>
      <ActionIcon size={34} aria-label={label} onClick={onClick}>
        {icon}
      </ActionIcon>
    </Tooltip>
  );
}
