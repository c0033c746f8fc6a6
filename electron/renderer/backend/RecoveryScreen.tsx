import { Button } from '@mantine/core';
import { IconDownload, IconPlugConnectedX, IconPower, IconPuzzleOff, IconRefresh } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useTellFailure } from '../app/useTellFailure';
import { useObservable } from '../state/observable';
import { SupportButtons } from '../settings/SupportButtons';
import { UpdateBanner } from '../updates/UpdateBanner';
import { useLookForUpdates } from '../updates/useLookForUpdates';
import './backend.css';
import { BackendBadge } from './BackendBadge';

type Start = 'backend:restart' | 'backend:start-without-plugins';

/** Takes the place of everything when the backend cannot run: what happened, why, and what to do. */
export function RecoveryScreen() {
  const { t } = useTranslation();
  const { shell, status } = useServices();
  const { problem } = useObservable(status);
  const [starting, setStarting] = useState<Start | null>(null);
  const tellFailure = useTellFailure();
  const lookForUpdates = useLookForUpdates();
  const heading = useRef<HTMLHeadingElement>(null);

  useEffect(() => {
    heading.current?.focus();
  }, []);

  const start = async (how: Start) => {
    setStarting(how);
    await shell.request(how).catch((error: unknown) => {
      tellFailure(t('recovery.restartFailed'), error);
    });
    setStarting(null);
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
        <UpdateBanner />
        <div className="recovery-actions wrapping-buttons">
          {problem?.canRestart === false ? (
            <Button leftSection={<IconPower size={17} />} onClick={() => void quit()}>
              {t('recovery.quit')}
            </Button>
          ) : (
            <>
              <Button
                leftSection={<IconRefresh size={17} />}
                loading={starting === 'backend:restart'}
                onClick={() => void start('backend:restart')}
              >
                {t('recovery.restart')}
              </Button>
              <Button
                variant="default"
                leftSection={<IconPuzzleOff size={17} />}
                loading={starting === 'backend:start-without-plugins'}
                onClick={() => void start('backend:start-without-plugins')}
              >
                {t('recovery.withoutPlugins')}
              </Button>
            </>
          )}
          <Button variant="default" leftSection={<IconDownload size={17} />} onClick={lookForUpdates}>
            {t('recovery.updates')}
          </Button>
          <SupportButtons logsLabel={t('recovery.openLogs')} diagnosticsLabel={t('recovery.diagnostics')} />
        </div>
      </div>
    </main>
  );
}
