import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { IconArrowUp, IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MAX_INPUT_CHARS } from '../../shared/protocol';
import { useServices } from '../app/ServicesContext';
import { useAgentState } from '../backend/useAgentState';
import { isLive } from '../state/message';
import { useMessage } from '../state/messages';
import type { Thread } from '../state/threads';
import './composer.css';

/** The draft of a conversation that has no id yet. */
const NEW = 'new';

/** Where the user writes: always open for typing, whatever the backend does. */
export function Composer({ thread }: { thread: Thread }) {
  const { t } = useTranslation();
  const { threads, messages, drafts, view, notices, focus } = useServices();
  const { verdict } = useAgentState();
  const lastMessage = useMessage(messages, thread.messageIds.at(-1));
  const running = lastMessage !== undefined && isLive(lastMessage);
  const { conversationId } = thread;
  const draftKey = conversationId ?? NEW;
  const [bornNew] = useState(conversationId === null);
  const [text, setText] = useState(() => drafts.get(draftKey));
  const field = useRef<HTMLTextAreaElement>(null);

  useEffect(() => {
    field.current?.focus();
    return focus.register('composer', () => field.current?.focus());
  }, [focus]);

  useEffect(() => {
    if (bornNew && conversationId !== null) drafts.move(NEW, conversationId);
  }, [bornNew, conversationId, drafts]);

  const write = (next: string) => {
    setText(next);
    drafts.set(draftKey, next);
  };
  const excess = text.length - MAX_INPUT_CHARS;
  const sendable = verdict === 'send' && !running && text.trim() !== '' && excess <= 0;

  const send = () => {
    if (!sendable) return;
    if (threads.send(text, view.get().agentId)) write('');
    else notices.show('failed', t('composer.notSent'), t('composer.notSentText'));
  };

  return (
    <form
      className="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div className="composer-box">
        <Textarea
          ref={field}
          variant="unstyled"
          className="composer-field"
          aria-label={t('composer.label')}
          aria-describedby="composer-hint"
          placeholder={t('composer.placeholder')}
          autosize
          minRows={1}
          maxRows={10}
          value={text}
          onChange={(event) => {
            write(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            // While an input method composes, Enter chooses a word.
            if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
            event.preventDefault();
            send();
          }}
        />
        {running ? <StopButton /> : <SendButton enabled={sendable} />}
      </div>
      <p
        id="composer-hint"
        className="composer-hint"
        data-kind={excess > 0 ? 'error' : verdict === 'send' ? 'quiet' : 'wait'}
      >
        {excess > 0
          ? t('composer.tooLong', { count: excess })
          : verdict === 'send'
            ? t('composer.hint')
            : t(`composer.waiting.${verdict}`)}
      </p>
    </form>
  );
}

function SendButton({ enabled }: { enabled: boolean }) {
  const { t } = useTranslation();
  return (
    <ActionIcon
      type="submit"
      className="composer-button"
      variant="filled"
      color="petrol"
      size={34}
      radius="md"
      aria-label={t('composer.send')}
      disabled={!enabled}
    >
      <IconArrowUp size={19} aria-hidden />
    </ActionIcon>
  );
}

function StopButton() {
  const { t } = useTranslation();
  const { threads } = useServices();
  return (
    <Tooltip label={t('composer.stop')}>
      <ActionIcon
        className="composer-button composer-stop"
        variant="default"
        size={34}
        radius="md"
        data-action="stop"
        aria-label={t('composer.stop')}
        onClick={() => {
          threads.cancel();
        }}
      >
        <IconPlayerStopFilled size={17} aria-hidden />
      </ActionIcon>
    </Tooltip>
  );
}
