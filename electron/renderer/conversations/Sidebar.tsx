import { Button, CloseButton, TextInput } from '@mantine/core';
import { IconPlus, IconSearch } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { product } from '../app/product';
import { useServices } from '../app/ServicesContext';
import { useObservable } from '../state/observable';
import './conversations.css';
import { ConversationList } from './ConversationList';
import { SearchResults } from './SearchResults';
import { useConversationCommands } from './useConversationCommands';

export function Sidebar() {
  const { t } = useTranslation();
  const { conversations } = useServices();
  const commands = useConversationCommands();
  const { query } = useObservable(conversations.search);
  return (
    <nav className="sidebar" aria-label={t('conversations.title')}>
      <div className="sidebar-head">
        <span className="sidebar-product">{product.name}</span>
      </div>
      <div className="sidebar-tools">
        <Button
          fullWidth
          variant="default"
          justify="flex-start"
          leftSection={<IconPlus size={17} />}
          onClick={commands.startNew}
        >
          {t('conversations.new')}
        </Button>
        <SearchField />
      </div>
      <div className="sidebar-list">{query.trim() === '' ? <ConversationList /> : <SearchResults />}</div>
    </nav>
  );
}

function SearchField() {
  const { t } = useTranslation();
  const { conversations, focus } = useServices();
  const { query } = useObservable(conversations.search);
  const field = useRef<HTMLInputElement>(null);

  useEffect(
    () =>
      focus.register('search', () => {
        field.current?.focus();
        field.current?.select();
      }),
    [focus],
  );

  const clear = () => {
    conversations.setQuery('');
    field.current?.focus();
  };
  return (
    <TextInput
      ref={field}
      aria-label={t('conversations.search')}
      placeholder={t('conversations.search')}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        query === '' ? null : <CloseButton size="sm" aria-label={t('conversations.clearSearch')} onClick={clear} />
      }
      value={query}
      onChange={(event) => {
        conversations.setQuery(event.currentTarget.value);
      }}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || query === '') return;
        event.stopPropagation();
        clear();
      }}
    />
  );
}
