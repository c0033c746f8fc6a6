import { Button } from '@mantine/core';
import { IconFolder, IconFolderOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useTellFailure } from '../app/useTellFailure';
import { Section } from './Section';

/** The folder that the agent may see: chosen in the system's own dialog, stored by the backend at once. */
export function WorkspaceSection({ workspace }: { workspace: string | null }) {
  const { t } = useTranslation();
  const tellFailure = useTellFailure();
  const { shell, settings } = useServices();
  const [busy, setBusy] = useState(false);

  const change = async (next: () => Promise<string | null | undefined>) => {
    setBusy(true);
    try {
      const folder = await next();
      if (folder !== undefined) await settings.change({ workspace: folder });
    } catch (error) {
      tellFailure(t('settings.workspace.failed'), error);
    }
    setBusy(false);
  };
  /** Undefined when the dialog was cancelled: nothing changes then. */
  const choose = async () => (await shell.request('workspace:choose')) ?? undefined;

  const Icon = workspace === null ? IconFolderOff : IconFolder;
  return (
    <Section title={t('settings.workspace.title')} text={t('settings.workspace.text')}>
      <div className="settings-form">
        <p className="settings-folder" data-chosen={workspace !== null}>
          <Icon size={18} aria-hidden />
          <span>{workspace ?? t('settings.workspace.none')}</span>
        </p>
        <div className="settings-actions">
          <Button variant="default" loading={busy} onClick={() => void change(choose)}>
            {workspace === null ? t('settings.workspace.choose') : t('settings.workspace.change')}
          </Button>
          {workspace !== null && (
            <Button
              variant="subtle"
              color="gray"
              disabled={busy}
              onClick={() => void change(() => Promise.resolve(null))}
            >
              {t('settings.workspace.clear')}
            </Button>
          )}
        </div>
      </div>
    </Section>
  );
}
