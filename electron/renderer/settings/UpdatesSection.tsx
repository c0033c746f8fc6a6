import { Button, Select, Switch } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { channelSchema, type UpdateSettings, type UpdateSettingsPatch } from '../../shared/updates';
import { product } from '../app/product';
import { useServices } from '../app/ServicesContext';
import { useTellFailure } from '../app/useTellFailure';
import { useObservable } from '../state/observable';
import { UpdateSummary } from '../updates/UpdateSummary';
import { Section } from './Section';

export function UpdatesSection() {
  const { t } = useTranslation();
  const { shell, view, updates } = useServices();
  const status = useObservable(updates);
  const { state, offer } = status;
  const isBusy = state === 'checking' || state === 'downloading' || state === 'installing';
  return (
    <Section title={t('updates.title')} text={t('updates.text')}>
      <div className="settings-form">
        <p className="update-version">{t('updates.currentVersion', { version: product.version })}</p>
        <UpdateSummary />
        {state !== 'off' && <UpdateChoices />}
        <div className="settings-actions">
          {state !== 'off' && (
            <Button variant="default" disabled={isBusy} onClick={() => void shell.request('update:check')}>
              {t('updates.check')}
            </Button>
          )}
          {offer !== null && (
            <Button
              onClick={() => {
                view.patch({ dialog: { kind: 'updates' } });
              }}
            >
              {t('updates.details')}
            </Button>
          )}
        </div>
      </div>
    </Section>
  );
}

function UpdateChoices() {
  const { t } = useTranslation();
  const tellFailure = useTellFailure();
  const { shell, updates } = useServices();
  const { settings, locked } = useObservable(updates);

  const choose = async (patch: UpdateSettingsPatch) => {
    try {
      await shell.request('update:choose', patch);
    } catch (error) {
      tellFailure(t('updates.notSaved'), error);
    }
  };
  const lock = (name: keyof UpdateSettings) =>
    locked.includes(name) ? { disabled: true, description: t('updates.locked') } : {};
  return (
    <>
      <Select
        className="settings-narrow"
        label={t('updates.channel')}
        data={channelSchema.options.map((value) => ({ value, label: t(`updates.${value}`) }))}
        value={settings.channel}
        allowDeselect={false}
        onChange={(channel) => {
          if (channel !== null) void choose({ channel });
        }}
        {...lock('channel')}
      />
      <Switch
        label={t('updates.automaticCheck')}
        checked={settings.automaticCheck}
        onChange={({ currentTarget }) => void choose({ automaticCheck: currentTarget.checked })}
        {...lock('automaticCheck')}
      />
      <Switch
        label={t('updates.automaticDownload')}
        checked={settings.automaticDownload}
        onChange={({ currentTarget }) => void choose({ automaticDownload: currentTarget.checked })}
        {...lock('automaticDownload')}
      />
    </>
  );
}
