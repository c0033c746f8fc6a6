import { ActionIcon, Tooltip } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useFormats } from '../i18n/useFormats';
import { textOf, type Message } from '../state/message';
import { CopyButton } from '../ui/CopyButton';
import { useRetry } from './useRetry';
import './message.css';

interface Props {
  message: Message;
  last?: boolean;
}

/** Quiet things to do with a message; they show on its hover and focus, and always on the last one. */
export function MessageActions({ message, last = false }: Props) {
  const { t } = useTranslation();
  const formats = useFormats();
  const { usage } = message;
  const text = textOf(message);
  const counted = usage !== null && usage.input_tokens + usage.output_tokens > 0;
  return (
    <div className="message-actions" data-last={last}>
      {text !== '' && <CopyButton label={t('message.copy')} text={() => text} />}
      {last && message.state === 'finished' && <RetryButton answerId={message.id} />}
      {counted && (
        <span className="message-usage">
          {t('message.usage', {
            input: formats.number(usage.input_tokens),
            output: formats.number(usage.output_tokens),
          })}
        </span>
      )}
    </div>
  );
}

function RetryButton({ answerId }: { answerId: string }) {
  const { t } = useTranslation();
  const retry = useRetry(answerId);
  return (
    <Tooltip label={t('retry')}>
      <ActionIcon aria-label={t('retry')} disabled={!retry.possible} onClick={retry.run}>
        <IconRefresh size={16} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
