import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import type { Problem } from '../../shared/protocol';
import { visibleText } from '../ui/visibleText';

export interface ProblemText {
  readonly title: string;
  readonly detail: string;
}

const LOCAL = ['backend-unreachable', 'backend-not-connected', 'answer-not-understood', 'not-sent'] as const;

/** Title and detail as running text: some titles are sentences, others are headings without a full stop. */
export function sentencesOf({ title, detail }: ProblemText): string {
  const first = /[.!?)]$/.test(title) ? title : `${title}.`;
  return detail === '' ? first : `${first} ${detail}`;
}

/** The words for a problem: those of the backend and the shell, or ours for those of this side of the wire. */
export function useProblemText(): (problem: Problem) => ProblemText {
  const { t } = useTranslation();
  return useCallback(
    (problem) => {
      const local = LOCAL.find((type) => type === problem.type);
      if (local !== undefined) return { title: t(`problems.${local}.title`), detail: t(`problems.${local}.detail`) };
      if (problem.title === '') return { title: t('problems.generic.title'), detail: t('problems.generic.detail') };
      return { title: visibleText(problem.title), detail: visibleText(problem.detail) };
    },
    [t],
  );
}
