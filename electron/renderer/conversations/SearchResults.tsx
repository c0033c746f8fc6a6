import { Skeleton } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useObservable } from '../state/observable';
import { ProblemView } from '../ui/ProblemView';
import { visibleName, visibleText } from '../ui/visibleText';
import { groupHits, type ConversationHits } from './grouping';
import { splitAtMatches } from './matches';
import { useConversationCommands } from './useConversationCommands';

/** Where the words were found: conversations, and the places in them. */
export function SearchResults() {
  const { t } = useTranslation();
  const { conversations } = useServices();
  const search = useObservable(conversations.search);
  const query = search.query.trim();

  if (search.load === 'failed') {
    return (
      <ProblemView
        title={t('conversations.searchFailed')}
        problem={search.problem}
        onRetry={() => {
          conversations.setQuery(search.query);
        }}
      />
    );
  }
  if (search.load === 'searching' && search.hits.length === 0) {
    return (
      <div role="group" aria-busy aria-label={t('conversations.searching')} className="conversations-skeleton">
        <Skeleton height={12} width="70%" />
        <Skeleton height={10} width="95%" />
        <Skeleton height={10} width="80%" />
      </div>
    );
  }
  if (search.hits.length === 0) {
    return (
      <div className="conversations-none" role="status">
        <p>{t('conversations.noHits', { query })}</p>
        <p>{t('conversations.noHitsHint')}</p>
      </div>
    );
  }
  return (
    <div aria-busy={search.load === 'searching'}>
      <p className="search-count" role="status">
        {t('conversations.hits', { count: search.hits.length })}
      </p>
      <ul className="search-hits">
        {groupHits(search.hits).map((hits) => (
          <Hit key={hits.conversation.id} hits={hits} query={query} />
        ))}
      </ul>
    </div>
  );
}

function Hit({ hits, query }: { hits: ConversationHits; query: string }) {
  const { t } = useTranslation();
  const commands = useConversationCommands();
  const { conversation, messages } = hits;
  return (
    <li className="search-hit">
      <button
        type="button"
        className="conversation-open"
        onClick={() => {
          commands.open(conversation.id, messages[0]?.id);
        }}
      >
        <span className="conversation-title">
          {conversation.title === '' ? (
            t('conversations.untitled')
          ) : (
            <Marked text={visibleName(conversation.title)} query={query} />
          )}
        </span>
      </button>
      {messages.map((message) => (
        <button
          key={message.id}
          type="button"
          className="search-snippet"
          onClick={() => {
            commands.open(conversation.id, message.id);
          }}
        >
          <Marked text={visibleText(message.snippet)} query={query} />
        </button>
      ))}
    </li>
  );
}

function Marked({ text, query }: { text: string; query: string }) {
  return (
    <>
      {splitAtMatches(text, query).map((piece, index) => (
        <Fragment key={index}>{piece.matches ? <mark>{piece.text}</mark> : piece.text}</Fragment>
      ))}
    </>
  );
}
