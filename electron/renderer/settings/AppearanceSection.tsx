import { SegmentedControl, Select } from '@mantine/core';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { languageSchema, themeSchema, type PreferencesPatch } from '../../shared/ipc';
import { useServices } from '../app/ServicesContext';
import { useTellFailure } from '../app/useTellFailure';
import { useObservable } from '../state/observable';
import { Section } from './Section';

/** Each language under its own name, whatever the interface speaks. */
function nameOfLanguage(language: string): string {
  const name = new Intl.DisplayNames([language], { type: 'language' }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(language) + name.slice(1);
}

/** Theme and language: changed at once, by the shell, which keeps them. */
export function AppearanceSection() {
  const { t } = useTranslation();
  const tellFailure = useTellFailure();
  const { shell, preferences } = useServices();
  const { theme, language } = useObservable(preferences);
  const themeLabelId = useId();

  const change = async (patch: PreferencesPatch) => {
    try {
      preferences.set(await shell.request('preferences:set', patch));
    } catch (error) {
      tellFailure(t('settings.preferencesFailed'), error);
    }
  };
  return (
    <Section title={t('settings.appearance.title')}>
      <div className="settings-form">
        <div>
          <span id={themeLabelId} className="settings-label">
            {t('settings.appearance.theme')}
          </span>
          <SegmentedControl
            aria-labelledby={themeLabelId}
            data={themeSchema.options.map((value) => ({ value, label: t(`settings.appearance.${value}`) }))}
            value={theme}
            onChange={(value) => void change({ theme: value })}
          />
        </div>
        <Select
          className="settings-narrow"
          label={t('settings.appearance.language')}
          data={languageSchema.options.map((value) => ({
            value,
            label: value === 'system' ? t('settings.appearance.languageSystem') : nameOfLanguage(value),
          }))}
          value={language}
          allowDeselect={false}
          onChange={(value) => {
            if (value !== null) void change({ language: value });
          }}
        />
      </div>
    </Section>
  );
}
