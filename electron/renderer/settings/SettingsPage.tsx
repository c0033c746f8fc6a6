import { Skeleton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useAgentState } from '../backend/useAgentState';
import { useObservable } from '../state/observable';
import { ProblemView } from '../ui/ProblemView';
import { AboutSection } from './AboutSection';
import { AppearanceSection } from './AppearanceSection';
import { LogsSection } from './LogsSection';
import { ModelSection } from './ModelSection';
import { Section } from './Section';
import './settings.css';
import { UpdatesSection } from './UpdatesSection';
import { WorkspaceSection } from './WorkspaceSection';

export function SettingsPage() {
  return (
    <div className="settings">
      <div className="settings-inner">
        <BackendSections />
        <AppearanceSection />
        <UpdatesSection />
        <LogsSection />
        <AboutSection />
      </div>
    </div>
  );
}

/** What the backend keeps: shown once it has been read. */
function BackendSections() {
  const { t } = useTranslation();
  const { settings } = useServices();
  const { load, problem, settings: stored, providers } = useObservable(settings.catalog);
  const { connected } = useAgentState();
  if (stored !== null) {
    return (
      <>
        <ModelSection stored={stored} providers={providers} />
        <WorkspaceSection workspace={stored.workspace} />
      </>
    );
  }
  return (
    <Section title={t('settings.model.title')} text={t('settings.waiting')}>
      {load === 'failed' && connected ? (
        <ProblemView title={t('settings.failed')} problem={problem} onRetry={() => void settings.refresh()} />
      ) : (
        <div role="group" aria-busy aria-label={t('loading')} className="settings-skeleton">
          <Skeleton height={36} />
          <Skeleton height={36} />
        </div>
      )}
    </Section>
  );
}
