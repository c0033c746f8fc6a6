import { Button } from '@mantine/core';
import { IconAlertCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/protocol';
import { sentencesOf, useProblemText } from '../i18n/useProblemText';
import './ui.css';

interface Props {
  /** What could not be done, in the words of the place. */
  title: string;
  problem: Problem | null;
  onRetry?: () => void;
}

/** In the place of content that could not be read: what, why, and a way on. */
export function ProblemView({ title, problem, onRetry }: Props) {
  const { t } = useTranslation();
  const describe = useProblemText();
  return (
    <div className="problem" role="alert">
      <IconAlertCircle size={20} aria-hidden className="problem-icon" />
      <p className="problem-title">{title}</p>
      {problem !== null && <p className="problem-text">{sentencesOf(describe(problem))}</p>}
      {onRetry !== undefined && (
        <Button size="compact-sm" variant="default" onClick={onRetry}>
          {t('tryAgain')}
        </Button>
      )}
    </div>
  );
}
