import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPuzzleOff, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useObservable } from '../state/observable';
import type { AgentState } from './agentState';
import './backend.css';
import { useAgentState } from './useAgentState';

/** Seconds that are left of a wait that was told in milliseconds; null without a wait. */
function useCountdown(milliseconds: number | null): number | null {
  const [now, setNow] = useState(() => Date.now());
  const [end, setEnd] = useState<{ of: number | null; at: number }>({ of: null, at: 0 });
  if (end.of !== milliseconds) setEnd({ of: milliseconds, at: now + (milliseconds ?? 0) });

  useEffect(() => {
    if (milliseconds === null) return undefined;
    const timer = setInterval(() => {
      setNow(Date.now());
    }, 500);
    return () => {
      clearInterval(timer);
    };
  }, [milliseconds]);
  return milliseconds === null ? null : Math.max(0, Math.ceil((end.at - now) / 1_000));
}

const ICONS = {
  restarting: IconRefresh,
  unresponsive: IconAlertTriangle,
  'engine-failed': IconAlertTriangle,
  'without-plugins': IconPuzzleOff,
} as const;

type Kind = keyof typeof ICONS;

function kindOf(state: AgentState, withoutPlugins: boolean): Kind | null {
  if (state === 'restarting' || state === 'unresponsive' || state === 'engine-failed') return state;
  return withoutPlugins ? 'without-plugins' : null;
}

/** Says what goes on while the backend cannot answer, or lacks something, in one line over the thread. */
export function BackendBanner() {
  const { t } = useTranslation();
  const { shell, status } = useServices();
  const { retryInMs, problem, withoutPlugins } = useObservable(status);
  const { state } = useAgentState();
  const seconds = useCountdown(retryInMs);

  const kind = kindOf(state, withoutPlugins);
  if (kind === null) return null;
  const texts: Record<Kind, () => string> = {
    restarting: () =>
      seconds === null || seconds === 0 ? t('backend.restartingText') : t('backend.restartingIn', { count: seconds }),
    unresponsive: () => t('backend.unresponsiveText'),
    'engine-failed': () => problem?.message ?? t('backend.engineFailedText'),
    'without-plugins': () => t('backend.withoutPluginsText'),
  };
  const Icon = ICONS[kind];
  return (
    <div className="backend-banner" data-kind={kind}>
      <Icon size={18} aria-hidden className="backend-banner-icon" />
      <p>{texts[kind]()}</p>
      {(kind === 'engine-failed' || kind === 'without-plugins') && (
        <Button size="compact-sm" variant="default" onClick={() => void shell.request('backend:restart')}>
          {kind === 'without-plugins' ? t('backend.restartWithPlugins') : t('backend.restart')}
        </Button>
      )}
    </div>
  );
}
