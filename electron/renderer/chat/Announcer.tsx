import { VisuallyHidden } from '@mantine/core';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useMessage } from '../state/messages';
import { useObservable } from '../state/observable';
import { AnswerAnnouncer, type AnnouncementWords } from './announcements';

const LOOK_AGAIN_MS = 800;

/** The live region: says what happens in the thread on screen. The thread itself stays silent, or all would be read twice. */
export function Announcer() {
  const { t } = useTranslation();
  const { threads, messages } = useServices();
  const thread = useObservable(useObservable(threads.current));
  const message = useMessage(messages, thread.messageIds.at(-1)) ?? null;
  const [announcer] = useState(() => new AnswerAnnouncer());
  const [said, setSaid] = useState('');

  const words = useMemo<AnnouncementWords>(
    () => ({
      started: t('announce.started'),
      finished: t('announce.finished'),
      cancelled: t('announce.cancelled'),
      failed: t('announce.failed'),
      interrupted: t('announce.interrupted'),
      tool: (name) => t('announce.tool', { name }),
      approval: (name, why) => t('announce.approval', { name, why }),
    }),
    [t],
  );

  useEffect(() => {
    const say = () => {
      const next = announcer.next(message, words, performance.now());
      if (next !== null && next !== '') setSaid(next);
    };
    const soon = setTimeout(say, 0);
    const later = setTimeout(say, LOOK_AGAIN_MS);
    return () => {
      clearTimeout(soon);
      clearTimeout(later);
    };
  }, [announcer, message, words]);

  return (
    <VisuallyHidden aria-live="polite" aria-atomic="true" data-testid="announcer">
      {said}
    </VisuallyHidden>
  );
}
