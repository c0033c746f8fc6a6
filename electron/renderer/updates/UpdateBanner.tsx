import { Button, CloseButton } from '@mantine/core';
import { IconAlertTriangle, IconDownload, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useObservable } from '../state/observable';
import { bannerOf, type BannerKind } from '../state/updates';
import './updates.css';

const ICONS = {
  available: IconDownload,
  ready: IconRefresh,
  waiting: IconRefresh,
  failed: IconAlertTriangle,
} as const satisfies Record<BannerKind, unknown>;

/** One quiet line over the thread: a new version is there, or waits, or could not be had. */
export function UpdateBanner() {
  const { t } = useTranslation();
  const { shell, view, updates } = useServices();
  const status = useObservable(updates);
  const [hidden, setHidden] = useState<string | null>(null);

  const kind = bannerOf(status);
  const version = status.offer?.version ?? '';
  const subject = `${kind ?? ''} ${version} ${status.problem?.code ?? ''}`;
  const texts: Record<BannerKind, () => string> = {
    available: () => t('updates.available', { version }),
    ready: () => t('updates.ready', { version }),
    waiting: () => t('updates.waiting'),
    failed: () => status.problem?.message ?? t('updates.failed'),
  };
  const Icon = kind === null ? null : ICONS[kind];
  const isShown = kind !== null && hidden !== subject;
  return (
    <div className="update-banner-place" role="status" aria-label={t('updates.title')} data-testid="update-banner">
      {isShown && Icon !== null && (
        <div className="update-banner" data-kind={kind}>
          <Icon size={18} aria-hidden className="update-banner-icon" />
          <p>{texts[kind]()}</p>
          <div className="update-banner-actions wrapping-buttons">
            {kind === 'ready' && (
              <Button size="compact-sm" onClick={() => void shell.request('update:install')}>
                {t('updates.restart')}
              </Button>
            )}
            {kind === 'waiting' && (
              <Button size="compact-sm" variant="default" onClick={() => void shell.request('update:later')}>
                {t('updates.keepRunning')}
              </Button>
            )}
            <Button
              size="compact-sm"
              variant="default"
              onClick={() => {
                view.patch({ dialog: { kind: 'updates' } });
              }}
            >
              {t('updates.details')}
            </Button>
          </div>
          <CloseButton
            size="sm"
            aria-label={t('updates.dismiss')}
            onClick={() => {
              setHidden(subject);
            }}
          />
        </div>
      )}
    </div>
  );
}
