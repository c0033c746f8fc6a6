import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useAgentState } from '../backend/useAgentState';
import { useObservable } from '../state/observable';
import type { Thread } from '../state/threads';
import { ProblemView } from '../ui/ProblemView';
import { Composer } from './Composer';
import { EmptyThread } from './EmptyThread';
import { ThreadView } from './ThreadView';
import './thread.css';

export function ChatPage() {
  const { threads } = useServices();
  const thread = useObservable(useObservable(threads.current));
  return (
    <div className="chat">
      <ThreadArea key={thread.key} thread={thread} />
      <div className="composer-place">
        <Composer key={`composer ${thread.key}`} thread={thread} />
      </div>
    </div>
  );
}

function ThreadArea({ thread }: { thread: Thread }) {
  const { t } = useTranslation();
  const { threads } = useServices();
  const { connected } = useAgentState();
  if (thread.load === 'loading' || (thread.load === 'failed' && !connected)) return <ThreadSkeleton />;
  if (thread.load === 'failed') {
    return (
      <div className="thread-place">
        <ProblemView title={t('thread.loadFailed')} problem={thread.problem} onRetry={() => void threads.reload()} />
      </div>
    );
  }
  return thread.messageIds.length === 0 ? <EmptyThread /> : <ThreadView messageIds={thread.messageIds} />;
}

function ThreadSkeleton() {
  const { t } = useTranslation();
  return (
    <div className="thread-place" role="group" aria-busy aria-label={t('thread.loading')}>
      <div className="thread-skeleton">
        <Skeleton height={44} width="45%" ml="auto" radius="lg" />
        <Skeleton height={12} width="92%" mt={28} />
        <Skeleton height={12} width="97%" mt={12} />
        <Skeleton height={12} width="64%" mt={12} />
        <Skeleton height={44} width="35%" ml="auto" mt={36} radius="lg" />
        <Skeleton height={12} width="88%" mt={28} />
        <Skeleton height={12} width="71%" mt={12} />
      </div>
    </div>
  );
}
