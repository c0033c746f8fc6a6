import { Button } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useObservable } from '../state/observable';
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

/** Says what goes on while the backend cannot answer, in one line over the thread. */
export function BackendBanner() {
  const { t } = useTranslation();
  const { shell, status } = useServices();
  const { retryInMs, problem } = useObservable(status);
  const { state } = useAgentState();
  const seconds = useCountdown(retryInMs);

  if (state !== 'restarting' && state !== 'unresponsive' && state !== 'engine-failed') return null;
  const text =
    state === 'engine-failed'
      ? (problem?.message ?? t('backend.engineFailedText'))
      : state === 'unresponsive'
        ? t('backend.unresponsiveText')
        : seconds === null || seconds === 0
          ? t('backend.restartingText')
          : t('backend.restartingIn', { count: seconds });
  const Icon = state === 'restarting' ? IconRefresh : IconAlertTriangle;
  return (
    <div className="backend-banner" data-kind={state}>
      <Icon size={18} aria-hidden className="backend-banner-icon" />
      <p>{text}</p>
      {state === 'engine-failed' && (
        <Button size="compact-sm" variant="default" onClick={() => void shell.request('backend:restart')}>
          {t('backend.restart')}
        </Button>
      )}
    </div>
  );
}
