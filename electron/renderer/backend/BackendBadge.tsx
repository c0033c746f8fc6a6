import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useObservable } from '../state/observable';
import './backend.css';
import { useAgentState } from './useAgentState';

/** The state of the backend, always in sight. */
export function BackendBadge() {
  const { t } = useTranslation();
  const { attempt } = useObservable(useServices().status);
  const { state } = useAgentState();
  const label =
    state === 'engine-failed'
      ? t('backend.state.engineFailed')
      : state === 'restarting' && attempt > 0
        ? t('backend.state.restartingAttempt', { attempt })
        : t(`backend.state.${state}`);
  return (
    <div
      role="status"
      aria-label={t('backend.label')}
      data-testid="backend-state"
      data-state={state}
      className="backend-badge"
    >
      <span className="backend-badge-dot" aria-hidden />
      <span className="backend-badge-text">{label}</span>
    </div>
  );
}
