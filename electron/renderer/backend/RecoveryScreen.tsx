import { Button } from '@mantine/core';
import { IconPlugConnectedX, IconPower, IconRefresh } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useTellFailure } from '../app/useTellFailure';
import { useObservable } from '../state/observable';
import { SupportButtons } from '../settings/SupportButtons';
import './backend.css';
import { BackendBadge } from './BackendBadge';

/** Takes the place of everything when the backend cannot run: what happened, why, and what to do. */
export function RecoveryScreen() {
  const { t } = useTranslation();
  const { shell, status } = useServices();
  const { problem } = useObservable(status);
  const [restarting, setRestarting] = useState(false);
  const tellFailure = useTellFailure();
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    heading.current?.focus();
  }, []);

  const restart = async () => {
    setRestarting(true);
    await shell.request('backend:restart').catch((error: unknown) => {
      tellFailure(t('recovery.restartFailed'), error);
    });
    setRestarting(false);
  };

  const quit = () =>
    shell.request('app:quit').catch((error: unknown) => {
      tellFailure(t('recovery.quitFailed'), error);
    });

  return (
    <main className="recovery">
      <div className="recovery-card">
        <div className="recovery-top">
          <span className="recovery-mark" aria-hidden>
            <IconPlugConnectedX size={24} />
          </span>
          <BackendBadge />
        </div>
        <h1 ref={heading} tabIndex={-1}>
          {t('recovery.title')}
        </h1>
        <dl className="recovery-facts">
          <div>
            <dt>{t('recovery.what')}</dt>
            <dd>{problem?.message ?? t('recovery.unknown')}</dd>
          </div>
          <div>
            <dt>{t('recovery.todo')}</dt>
            <dd>{problem?.remedy ?? t('recovery.unknownRemedy')}</dd>
          </div>
          {problem !== null && (
            <div>
              <dt>{t('recovery.code')}</dt>
              <dd>
                <code>{problem.code}</code>
              </dd>
            </div>
          )}
        </dl>
        <p className="recovery-safe">{t('recovery.safe')}</p>
        <div className="recovery-actions">
          {problem?.canRestart === false ? (
            <Button leftSection={<IconPower size={17} />} onClick={() => void quit()}>
              {t('recovery.quit')}
            </Button>
          ) : (
            <Button leftSection={<IconRefresh size={17} />} loading={restarting} onClick={() => void restart()}>
              {t('recovery.restart')}
            </Button>
          )}
          <SupportButtons logsLabel={t('recovery.openLogs')} diagnosticsLabel={t('recovery.diagnostics')} />
        </div>
      </div>
    </main>
  );
}
