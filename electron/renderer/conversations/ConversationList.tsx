import { Button, Skeleton } from '@mantine/core';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useAgentState } from '../backend/useAgentState';
import { formatMonth, type DayGroup } from '../i18n/dates';
import { useFormats } from '../i18n/useFormats';
import { useObservable } from '../state/observable';
import { ProblemView } from '../ui/ProblemView';
import { ConversationRow } from './ConversationRow';
import { groupByDay, newest } from './grouping';

/** So many are shown at first, and more at a time: the list of years would hold up every key press. */
const PAGE = 100;

/** The conversations, newest first, by day. */
export function ConversationList() {
  const { t } = useTranslation();
  const { conversations, threads } = useServices();
  const { load, problem, items } = useObservable(conversations.list);
  const { conversationId } = useObservable(useObservable(threads.current));
  const { connected } = useAgentState();
  const [shown, setShown] = useState(PAGE);
  const groups = useMemo(() => groupByDay(newest(items, shown), new Date()), [items, shown]);

  if (load === 'waiting' || (load === 'failed' && !connected)) return <ListSkeleton />;
  if (load === 'failed') {
    return (
      <ProblemView title={t('conversations.failed')} problem={problem} onRetry={() => void conversations.refresh()} />
    );
  }
  if (items.length === 0) {
    return (
      <div className="conversations-none">
        <p>{t('conversations.none')}</p>
        <p>{t('conversations.noneHint')}</p>
      </div>
    );
  }
  return (
    <>
      {groups.map((group) => (
        <section key={group.key} className="conversation-group">
          <h2>
            <DayLabel day={group.day} />
          </h2>
          <ul>
            {group.items.map((item) => (
              <ConversationRow key={item.id} conversation={item} current={item.id === conversationId} />
            ))}
          </ul>
        </section>
      ))}
      {items.length > shown && (
        <Button
          fullWidth
          mt="sm"
          variant="subtle"
          color="gray"
          onClick={() => {
            setShown(shown + PAGE);
          }}
        >
          {t('conversations.older')}
        </Button>
      )}
    </>
  );
}

function DayLabel({ day }: { day: DayGroup }) {
  const { t } = useTranslation();
  const { locale } = useFormats();
  return typeof day === 'string' ? t(`days.${day}`) : formatMonth(day, locale);
}

function ListSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="group" aria-busy aria-label={t('loading')} className="conversations-skeleton">
      {[78, 62, 85, 54, 70].map((width) => (
        <Skeleton key={width} height={12} width={`${width}%`} />
      ))}
    </div>
  );
}
