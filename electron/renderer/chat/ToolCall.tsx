import { IconTool } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { ToolPart } from '../state/message';
import { Disclosure } from '../ui/Disclosure';
import { LongText } from '../ui/LongText';
import { visibleName } from '../ui/visibleText';
import { ApprovalPrompt } from './ApprovalPrompt';
import { argumentSummary, prettyJson, prettyResult, toolState, type ToolState } from './toolText';
import './tool.css';

interface Props {
  tool: ToolPart;
  messageId: string;
  /** Whether the run that called it goes on. */
  live: boolean;
}

/** A tool call, folded: its name, what it works on and its state; inside, arguments and result in full. */
export function ToolCall({ tool, messageId, live }: Props) {
  const { t } = useTranslation();
  const state = toolState(tool, live);
  const reply = tool.approval?.reply ?? null;
  const hasArguments = Object.keys(tool.arguments).length > 0;
  return (
    <div className="tool" data-part="tool" data-tool={visibleName(tool.name)} data-state={state}>
      <Disclosure head={<ToolHead tool={tool} state={state} />}>
        {hasArguments ? (
          <LongText label={t('tool.arguments')} text={prettyJson(tool.arguments)} />
        ) : (
          <p className="tool-none">{t('tool.noArguments')}</p>
        )}
        {tool.result !== null && (
          <LongText
            label={t('tool.result')}
            text={tool.result.content === '' ? t('tool.emptyResult') : prettyResult(tool.result.content)}
            isError={tool.result.isError}
          />
        )}
      </Disclosure>
      {state === 'waiting' && <ApprovalPrompt tool={tool} messageId={messageId} />}
      {reply !== null && (
        <p className="tool-answer">
          {reply.approved ? t('approval.approved') : t('approval.denied')}
          {reply.reason !== null && `: ${reply.reason}`}
        </p>
      )}
    </div>
  );
}

function ToolHead({ tool, state }: { tool: ToolPart; state: ToolState }) {
  const { t } = useTranslation();
  return (
    <>
      <IconTool size={16} aria-hidden className="tool-icon" />
      <span className="tool-name">{visibleName(tool.name)}</span>
      <span className="tool-summary">{argumentSummary(tool.arguments)}</span>
      <span className="tool-state">
        <span className="tool-dot" aria-hidden />
        {t(`tool.state.${state}`)}
      </span>
    </>
  );
}
