import { CloseButton } from '@mantine/core';
import { IconAlertCircle, IconCircleCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useObservable } from '../state/observable';
import { useServices } from './ServicesContext';

export function NoticeStack() {
  const { t } = useTranslation();
  const { notices } = useServices();
  const current = useObservable(notices.current);
  return (
    <section className="notices" aria-label={t('notices.label')}>
      {current.map((notice) => {
        const Icon = notice.kind === 'done' ? IconCircleCheck : IconAlertCircle;
        return (
          <div
            key={notice.id}
            className="notice"
            data-kind={notice.kind}
            role={notice.kind === 'done' ? 'status' : 'alert'}
          >
            <Icon size={19} aria-hidden className="notice-icon" />
            <div className="notice-text">
              <p className="notice-title">{notice.title}</p>
              {notice.detail !== null && <p>{notice.detail}</p>}
            </div>
            <CloseButton
              size="sm"
              aria-label={t('notices.dismiss')}
              onClick={() => {
                notices.dismiss(notice.id);
              }}
            />
          </div>
        );
      })}
    </section>
  );
}
