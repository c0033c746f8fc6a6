import { Loader, Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { UpdateProblem, UpdateStatus } from '../../shared/updates';
import { useServices } from '../app/ServicesContext';
import { formatMoment } from '../i18n/dates';
import { useFormats } from '../i18n/useFormats';
import { useObservable } from '../state/observable';
import './updates.css';

/** What is going on, in a sentence or two; told to screen readers as it changes. */
export function UpdateSummary() {
  const status = useObservable(useServices().updates);
  return (
    <div className="update-summary" data-testid="update-state" data-state={status.state}>
      <div role="status">
        <Headline status={status} />
      </div>
      {status.progress !== null && <DownloadProgress progress={status.progress} />}
      {status.problem !== null && <Trouble problem={status.problem} />}
      {status.manual !== null && status.offer !== null && <Trouble problem={status.manual} />}
    </div>
  );
}

function Headline({ status }: { status: UpdateStatus }) {
  const { t } = useTranslation();
  const { locale } = useFormats();
  const { state, offer, waiting, lastCheck } = status;
  const version = offer?.version ?? '';
  const checked =
    lastCheck === null
      ? t('updates.neverChecked')
      : t('updates.lastCheck', { moment: formatMoment(lastCheck, locale) });
  const texts: Record<UpdateStatus['state'], [title: string, text: string | null]> = {
    off: [t('updates.off'), null],
    idle: [checked, null],
    checking: [t('updates.checking'), null],
    current: [t('updates.current'), checked],
    available: [t('updates.available', { version }), null],
    downloading: [t('updates.downloading', { version }), null],
    ready: [t('updates.ready', { version }), waiting ? t('updates.waiting') : t('updates.readyText')],
    installing: [t('updates.installing', { version }), t('updates.installingText')],
    failed: [t('updates.failed'), null],
  };
  const [title, text] = texts[state];
  return (
    <>
      <p className="update-title">
        {state === 'checking' && <Loader size={16} aria-hidden />}
        {title}
      </p>
      {text !== null && <p className="update-text">{text}</p>}
    </>
  );
}

function DownloadProgress({
  progress: { percent, transferred, total },
}: {
  progress: NonNullable<UpdateStatus['progress']>;
}) {
  const { t } = useTranslation();
  const { size } = useFormats();
  return (
    <div className="update-progress">
      <Progress value={percent} size="md" aria-label={t('updates.progressLabel')} />
      {total > 0 && <p>{t('updates.progress', { done: size(transferred), total: size(total) })}</p>}
    </div>
  );
}

function Trouble({ problem: { code, message, remedy } }: { problem: UpdateProblem }) {
  return (
    <div className="update-trouble" role="alert" data-code={code}>
      <p>{message}</p>
      <p>{remedy}</p>
    </div>
  );
}
