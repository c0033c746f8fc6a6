import { VisuallyHidden } from '@mantine/core';
import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { formatMoment } from '../i18n/dates';
import { useFormats } from '../i18n/useFormats';
import { Markdown } from '../markdown/Markdown';
import { isLive, pendingApprovals, textOf, type Message, type Part } from '../state/message';
import { useMessage } from '../state/messages';
import { Disclosure } from '../ui/Disclosure';
import { MessageActions } from './MessageActions';
import { MessageEnd } from './MessageEnd';
import { ToolCall } from './ToolCall';
import './message.css';

interface Props {
  id: string;
  /** Whether it is the last of the thread: only that one can be asked for again. */
  last: boolean;
}

export const MessageRow = memo(function MessageRow({ id, last }: Props) {
  const { messages } = useServices();
  const message = useMessage(messages, id);
  if (message === undefined) return null;
  return message.role === 'user' ? <Question message={message} /> : <Answer message={message} last={last} />;
});

function Question({ message }: { message: Message }) {
  const { t } = useTranslation();
  const { locale } = useFormats();
  const headingId = useId();
  return (
    <article className="message message-user" aria-labelledby={headingId} data-role="user">
      <VisuallyHidden component="h2" id={headingId}>
        {t('you')}
      </VisuallyHidden>
      <div className="message-bubble" title={formatMoment(message.createdAt, locale)}>
        {textOf(message)}
      </div>
      <MessageActions message={message} />
    </article>
  );
}

function Answer({ message, last }: { message: Message; last: boolean }) {
  const { t } = useTranslation();
  const live = isLive(message);
  const headingId = useId();
  const waits = pendingApprovals(message).length > 0;
  return (
    <article className="message message-assistant" aria-labelledby={headingId} aria-busy={live} data-role="assistant">
      <VisuallyHidden component="h2" id={headingId}>
        {t('assistant')}
      </VisuallyHidden>
      <div className="message-parts">
        {message.parts.map((part, index) => (
          <PartView key={index} part={part} messageId={message.id} live={live} />
        ))}
        {live && !waits && <Progress message={message} />}
        <MessageEnd message={message} last={last} />
      </div>
      {!live && <MessageActions message={message} last={last} />}
    </article>
  );
}

function PartView({ part, messageId, live }: { part: Part; messageId: string; live: boolean }) {
  const { t } = useTranslation();
  switch (part.type) {
    case 'text':
      return (
        <div data-part="text">
          <Markdown text={part.text} />
        </div>
      );
    case 'thought':
      return (
        <div data-part="thought">
          <Disclosure className="message-thought" head={<span>{t('message.thought')}</span>}>
            <div className="message-thought-text">{part.text}</div>
          </Disclosure>
        </div>
      );
    case 'tool':
      return <ToolCall tool={part} messageId={messageId} live={live} />;
  }
}

/** Three dots while the answer is on its way; the live region says it in words. */
function Progress({ message }: { message: Message }) {
  const { t } = useTranslation();
  const label =
    message.state === 'sending'
      ? t('message.sending')
      : message.parts.length > 0
        ? t('message.writing')
        : t('message.thinking');
  return (
    <div className="message-progress">
      <span className="message-dots" aria-hidden>
        <span />
        <span />
        <span />
      </span>
      <span>{label}</span>
    </div>
  );
}
