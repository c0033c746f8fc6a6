import { CloseButton } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useObservable } from '../state/observable';
import './backend.css';

/** What the backend has to tell, over the thread until the user has seen it. */
export function BackendNotices() {
  const { t } = useTranslation();
  const { backendNotices } = useServices();
  const current = useObservable(backendNotices.current);
  if (current.length === 0) return null;
  return (
    <section className="backend-notices" aria-label={t('backend.notices')}>
      {current.map(({ id, title, detail }) => (
        <div key={id} className="backend-banner" data-kind="notice" role="alert">
          <IconAlertTriangle size={18} aria-hidden className="backend-banner-icon" />
          <div className="backend-banner-text">
            <p className="backend-banner-title">{title}</p>
            <p>{detail}</p>
          </div>
          <CloseButton
            size="sm"
            aria-label={t('backend.dismissNotice', { title })}
            onClick={() => void backendNotices.dismiss(id)}
          />
        </div>
      ))}
    </section>
  );
}
