import { Button } from '@mantine/core';
import { IconAlertCircle, IconInfoCircle, IconPlayerStop, IconPlugConnectedX, IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useProblemText } from '../i18n/useProblemText';
import type { Message } from '../state/message';
import { useRetry } from './useRetry';
import './message.css';

interface Props {
  message: Message;
  last: boolean;
}

/** How an answer ended, where that was not as it should: what happened, why, and the way on. */
export function MessageEnd({ message, last }: Props) {
  const { t } = useTranslation();
  const describe = useProblemText();
  const { state, problem, finishReason } = message;

  if (state === 'cancelled') {
    return (
      <Mark
        kind="quiet"
        icon={<IconPlayerStop size={17} />}
        title={t('message.cancelled')}
        message={message}
        last={last}
      />
    );
  }
  if (state === 'interrupted') {
    return (
      <Mark
        kind="warning"
        icon={<IconPlugConnectedX size={17} />}
        title={t('message.interrupted')}
        detail={t('message.interruptedText')}
        message={message}
        last={last}
      />
    );
  }
  if (state === 'failed') {
    const text = problem === null ? { title: t('message.failed'), detail: t('message.failedText') } : describe(problem);
    return <Mark kind="danger" icon={<IconAlertCircle size={17} />} {...text} message={message} last={last} />;
  }
  if (finishReason === 'length' || finishReason === 'tool_limit' || finishReason === 'content_filter') {
    return (
      <p className="message-note">
        <IconInfoCircle size={16} aria-hidden />
        {t(`message.finish.${finishReason}`)}
      </p>
    );
  }
  return null;
}

interface MarkProps extends Props {
  kind: 'quiet' | 'warning' | 'danger';
  icon: React.ReactNode;
  title: string;
  detail?: string;
}

function Mark({ kind, icon, title, detail, message, last }: MarkProps) {
  const { t } = useTranslation();
  const retry = useRetry(message.id);
  return (
    <div className="message-mark" data-kind={kind}>
      <span className="message-mark-icon" aria-hidden>
        {icon}
      </span>
      <div className="message-mark-text">
        <p className="message-mark-title">{title}</p>
        {detail !== undefined && detail !== '' && <p>{detail}</p>}
      </div>
      {last && (
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconRefresh size={15} />}
          disabled={!retry.possible}
          onClick={retry.run}
        >
          {t('retry')}
        </Button>
      )}
    </div>
  );
}
