import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { UpdateStatus } from '../../shared/updates';
import { useServices } from '../app/ServicesContext';
import { useTellFailure } from '../app/useTellFailure';
import { useObservable } from '../state/observable';

type Action = 'check' | 'download' | 'install' | 'later' | 'website';

/** What can be done in a state, the most likely last. */
export function actionsOf({ state, offer, manual, waiting }: UpdateStatus): Action[] {
  switch (state) {
    case 'available':
      return [manual === null ? 'download' : 'website'];
    case 'ready':
      return waiting ? ['later'] : ['install'];
    case 'failed':
      return [offer === null || manual !== null ? 'check' : 'download'];
    case 'idle':
    case 'current':
      return ['check'];
    case 'off':
      return ['website'];
    case 'checking':
    case 'downloading':
    case 'installing':
      return [];
  }
}

export function UpdateActions({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const { shell, updates } = useServices();
  const status = useObservable(updates);
  const tellFailure = useTellFailure();

  const openWebsite = async () => {
    try {
      const { links } = await shell.request('app:about');
      await shell.request('external:open', links.homepage);
    } catch (error) {
      tellFailure(t('updates.failed'), error);
    }
  };
  const actions: Record<Action, { label: string; act: () => void }> = {
    check: {
      label: status.state === 'failed' ? t('updates.tryAgain') : t('updates.check'),
      act: () => void shell.request('update:check'),
    },
    download: {
      label: status.state === 'failed' ? t('updates.tryAgain') : t('updates.download'),
      act: () => void shell.request('update:download'),
    },
    install: { label: t('updates.restart'), act: () => void shell.request('update:install') },
    later: { label: t('updates.keepRunning'), act: () => void shell.request('update:later') },
    website: { label: t('updates.website'), act: () => void openWebsite() },
  };
  return (
    <div className="dialog-actions">
      <Button variant="default" onClick={onClose}>
        {status.state === 'available' || status.state === 'ready' ? t('updates.later') : t('close')}
      </Button>
      {actionsOf(status).map((action) => (
        <Button key={action} onClick={actions[action].act}>
          {actions[action].label}
        </Button>
      ))}
    </div>
  );
}
