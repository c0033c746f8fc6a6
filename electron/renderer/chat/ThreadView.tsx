import { Button } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useObservable } from '../state/observable';
import { MessageRow } from './MessageRow';
import { useStickToBottom } from './useStickToBottom';
import './thread.css';

/** A guess at a message's height, until it has been measured. */
const ESTIMATED_PX = 180;
const OVERSCAN = 5;

/** The messages of a conversation: only those near the screen are in the page. */
export function ThreadView({ messageIds }: { messageIds: readonly string[] }) {
  const { t } = useTranslation();
  const { view } = useServices();
  const { seekMessageId } = useObservable(view);
  const viewport = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const { away, stick, release, handlers } = useStickToBottom(viewport, content);

  // eslint-disable-next-line react-hooks/incompatible-library -- no value of the virtualizer is memoised here
  const virtualizer = useVirtualizer({
    count: messageIds.length,
    getScrollElement: () => viewport.current,
    getItemKey: (index) => messageIds[index] ?? index,
    estimateSize: () => ESTIMATED_PX,
    overscan: OVERSCAN,
    useFlushSync: false,
  });

  useEffect(() => {
    stick();
  }, [messageIds.length, stick]);

  useEffect(() => {
    if (seekMessageId === null) return;
    const index = messageIds.indexOf(seekMessageId);
    if (index === -1) return;
    release();
    virtualizer.scrollToIndex(index, { align: 'start' });
    view.patch({ seekMessageId: null });
  }, [seekMessageId, messageIds, virtualizer, view, release]);

  const items = virtualizer.getVirtualItems();
  return (
    <div className="thread">
      <div
        ref={viewport}
        className="thread-viewport"
        role="log"
        aria-label={t('thread.label')}
        aria-live="off"
        tabIndex={0}
        {...handlers}
      >
        <div ref={content} className="thread-content" style={{ height: virtualizer.getTotalSize() }}>
          <div className="thread-window" style={{ transform: `translateY(${items[0]?.start ?? 0}px)` }}>
            {items.map((item) => (
              <div key={item.key} data-index={item.index} ref={virtualizer.measureElement} className="thread-row">
                <MessageRow id={messageIds[item.index] ?? ''} position={item.index + 1} count={messageIds.length} />
              </div>
            ))}
          </div>
        </div>
      </div>
      {away && (
        <Button
          className="thread-jump"
          size="compact-sm"
          radius="xl"
          variant="default"
          leftSection={<IconArrowDown size={15} />}
          onClick={stick}
        >
          {t('thread.jumpToLatest')}
        </Button>
      )}
    </div>
  );
}
