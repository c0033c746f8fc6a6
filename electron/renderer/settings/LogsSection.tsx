import { useTranslation } from 'react-i18next';
import { Section } from './Section';
import { SupportButtons } from './SupportButtons';

export function LogsSection() {
  const { t } = useTranslation();
  return (
    <Section title={t('settings.logs.title')} text={t('settings.logs.text')}>
      <div className="settings-actions">
        <SupportButtons logsLabel={t('settings.logs.open')} diagnosticsLabel={t('settings.logs.diagnostics')} />
      </div>
    </Section>
  );
}
