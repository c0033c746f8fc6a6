import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useTellFailure } from '../app/useTellFailure';

/** Opens the folder of the logs; says so when that fails. */
export function useOpenLogs(): () => void {
  const { t } = useTranslation();
  const { shell } = useServices();
  const tellFailure = useTellFailure();
  return () => {
    shell.request('logs:open').catch((error: unknown) => {
      tellFailure(t('settings.logs.openFailed'), error);
    });
  };
}
