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
import { PlainText } from '../ui/PlainText';
import { MessageActions } from './MessageActions';
import { MessageEnd } from './MessageEnd';
import { ToolCall } from './ToolCall';
import './message.css';

interface Props {
  id: string;
  /** Its place in the thread, from 1. Only some messages are in the page: a screen reader must be told. */
  position: number;
  count: number;
}

export const MessageRow = memo(function MessageRow({ id, position, count }: Props) {
  const { messages } = useServices();
  const message = useMessage(messages, id);
  if (message === undefined) return null;
  const place = { 'aria-posinset': position, 'aria-setsize': count };
  return message.role === 'user' ? (
    <Question message={message} place={place} />
  ) : (
    <Answer message={message} place={place} last={position === count} />
  );
});

interface PlaceProps {
  message: Message;
  place: { 'aria-posinset': number; 'aria-setsize': number };
}

function Question({ message, place }: PlaceProps) {
  const { t } = useTranslation();
  const { locale } = useFormats();
  const headingId = useId();
  return (
    <article className="message message-user" aria-labelledby={headingId} data-role="user" {...place}>
      <VisuallyHidden component="h2" id={headingId}>
        {t('you')}
      </VisuallyHidden>
      <div className="message-bubble" title={formatMoment(message.createdAt, locale)}>
        <PlainText text={textOf(message)} />
      </div>
      <MessageActions message={message} />
    </article>
  );
}

/** @param last - Whether it is the last of the thread: only that one can be asked for again. */
function Answer({ message, place, last }: PlaceProps & { last: boolean }) {
  const { t } = useTranslation();
  const live = isLive(message);
  const headingId = useId();
  const waits = pendingApprovals(message).length > 0;
  return (
    <article
      className="message message-assistant"
      aria-labelledby={headingId}
      aria-busy={live}
      data-role="assistant"
      {...place}
    >
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
          <Markdown text={part.text} growing={live} />
        </div>
      );
    case 'thought':
      return (
        <div data-part="thought">
          <Disclosure className="message-thought" head={<span>{t('message.thought')}</span>}>
            <PlainText className="message-thought-text" text={part.text} />
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
