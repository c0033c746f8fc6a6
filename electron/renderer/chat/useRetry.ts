import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import { useAgentState } from '../backend/useAgentState';

/** Asks the question of an answer again. */
export function useRetry(answerId: string): { possible: boolean; run: () => void } {
  const { t } = useTranslation();
  const { threads, view, notices } = useServices();
  const { verdict } = useAgentState();
  return {
    possible: verdict === 'send',
    run: () => {
      const sent = threads.retry(answerId, view.get().agentId);
      if (!sent) notices.show('failed', t('composer.notSent'));
    },
  };
}
