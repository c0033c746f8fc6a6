import { Button, TextInput } from '@mantine/core';
import { IconShieldQuestion } from '@tabler/icons-react';
import { useEffect, useId, useRef, useState, type MouseEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import type { ToolPart } from '../state/message';
import { LongText } from '../ui/LongText';
import { visibleName, visibleText } from '../ui/visibleText';
import './tool.css';

interface Props {
  tool: ToolPart;
  messageId: string;
}

/** Focus is only taken from where it does no harm: never out of a text that is being written. */
function mayTakeFocus(): boolean {
  const active = document.activeElement;
  if (active instanceof HTMLTextAreaElement) return active.value === '';
  return active === null || active === document.body || active.getAttribute('data-action') === 'stop';
}

/** Asks the user whether a tool may run: why, with what, yes or no. */
export function ApprovalPrompt({ tool, messageId }: Props) {
  const { t } = useTranslation();
  const { threads, focus } = useServices();
  const [reason, setReason] = useState('');
  const prompt = useRef<HTMLDivElement>(null);
  const titleId = useId();
  const whyId = useId();

  useEffect(() => {
    if (mayTakeFocus()) prompt.current?.focus();
  }, []);

  const reply = (approved: boolean, click: MouseEvent) => {
    // The second click of a double click may be on the next question, which has moved to where this one was.
    if (click.detail > 1) return;
    const text = reason.trim();
    threads.reply(messageId, tool.callId, approved, text === '' ? null : text);
    focus.request('composer');
  };

  return (
    <div
      ref={prompt}
      className="approval"
      role="group"
      tabIndex={-1}
      aria-labelledby={titleId}
      aria-describedby={whyId}
      data-part="approval"
    >
      <div className="approval-head">
        <IconShieldQuestion size={20} aria-hidden className="approval-icon" />
        <div>
          <p id={titleId} className="approval-title">
            {t('approval.title', { name: visibleName(tool.name) })}
          </p>
          <p id={whyId} className="approval-why">
            {visibleText(tool.approval?.why ?? '')}
          </p>
        </div>
      </div>
      {Object.entries(tool.arguments).map(([name, value]) => (
        <LongText
          key={name}
          label={visibleName(name)}
          text={typeof value === 'string' ? value : JSON.stringify(value, null, 2)}
        />
      ))}
      <div className="approval-answer">
        <TextInput
          className="approval-reason"
          size="sm"
          maxLength={2000}
          aria-label={t('approval.reason')}
          placeholder={t('approval.reason')}
          value={reason}
          onChange={(event) => {
            setReason(event.currentTarget.value);
          }}
        />
        <Button
          size="sm"
          variant="default"
          onClick={(event) => {
            reply(false, event);
          }}
        >
          {t('approval.deny')}
        </Button>
        <Button
          size="sm"
          onClick={(event) => {
            reply(true, event);
          }}
        >
          {t('approval.approve')}
        </Button>
      </div>
    </div>
  );
}
