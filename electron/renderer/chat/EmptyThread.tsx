import { Select, Skeleton } from '@mantine/core';
import { IconArrowUpRight, IconTool } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Agent } from '../../shared/protocol';
import { useServices } from '../app/ServicesContext';
import { useAgentState } from '../backend/useAgentState';
import { useObservable } from '../state/observable';
import { ProblemView } from '../ui/ProblemView';
import './empty.css';

/** Before the first question: who answers, with which tools, and questions to begin with. */
export function EmptyThread() {
  const { t } = useTranslation();
  const { settings, view } = useServices();
  const { load, problem, agents } = useObservable(settings.catalog);
  const { agentId } = useObservable(view);
  const agent = agents.find((one) => one.id === agentId) ?? agents[0];
  const { connected } = useAgentState();
  const waiting = load === 'waiting' || (load === 'failed' && !connected);

  return (
    <div className="empty">
      <div className="empty-inner">
        <h2>{t('empty.title')}</h2>
        {waiting && <AgentSkeleton />}
        {load === 'failed' && !waiting && (
          <ProblemView title={t('empty.failed')} problem={problem} onRetry={() => void settings.refresh()} />
        )}
        {agent !== undefined && (
          <>
            {agents.length > 1 && (
              <Select
                className="empty-agent"
                label={t('empty.agent')}
                data={agents.map((one) => ({ value: one.id, label: one.name }))}
                value={agent.id}
                allowDeselect={false}
                onChange={(id) => {
                  view.patch({ agentId: id });
                }}
              />
            )}
            <p className="empty-description">{agent.description}</p>
            <Suggestions agent={agent} />
            <Tools agent={agent} />
          </>
        )}
      </div>
    </div>
  );
}

function Suggestions({ agent }: { agent: Agent }) {
  const { t } = useTranslation();
  const { threads } = useServices();
  const { verdict } = useAgentState();
  if (agent.suggestions.length === 0) return null;
  return (
    <section aria-label={t('empty.suggestions')} className="empty-suggestions">
      {agent.suggestions.map((suggestion) => (
        <button
          key={suggestion}
          type="button"
          className="empty-suggestion"
          disabled={verdict !== 'send'}
          onClick={() => {
            threads.send(suggestion, agent.id);
          }}
        >
          <span>{suggestion}</span>
          <IconArrowUpRight size={16} aria-hidden />
        </button>
      ))}
    </section>
  );
}

function Tools({ agent }: { agent: Agent }) {
  const { t } = useTranslation();
  if (agent.tools.length === 0) return null;
  return (
    <section className="empty-tools">
      <h3>{t('empty.tools', { name: agent.name })}</h3>
      <ul>
        {agent.tools.map((tool) => (
          <li key={tool.name}>
            <IconTool size={16} aria-hidden className="empty-tool-icon" />
            <div>
              <code>{tool.name}</code>
              {tool.needs_approval && <span className="empty-asks">{t('empty.asks')}</span>}
              <p>{tool.description}</p>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function AgentSkeleton() {
  const { t } = useTranslation();
  return (
    <div role="group" aria-busy aria-label={t('loading')} className="empty-skeleton">
      <Skeleton height={14} width="65%" mt={4} />
      <Skeleton height={14} width="21%" mb={4} />
      <div className="empty-suggestions">
        <Skeleton height={52} radius="md" />
        <Skeleton height={52} radius="md" />
        <Skeleton height={52} radius="md" />
        <Skeleton height={52} radius="md" />
      </div>
      <ToolsSkeleton />
    </div>
  );
}

/** As high as the tools will be, so that the heading stays where it is when they come. */
function ToolsSkeleton() {
  return (
    <div className="empty-tools">
      <Skeleton height={14} width={140} mb={18} />
      <ul>
        {['a', 'b', 'c', 'd', 'e', 'f'].map((key) => (
          <li key={key} className="empty-tool-skeleton">
            <Skeleton height={12} width={100} />
            <Skeleton height={10} width="80%" mt={10} />
          </li>
        ))}
      </ul>
    </div>
  );
}
