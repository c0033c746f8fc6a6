import { useCallback } from 'react';
import { sentencesOf, useProblemText } from '../i18n/useProblemText';
import { problemOf } from '../protocol/problem';
import { useServices } from './ServicesContext';

/** Tells in a notice what could not be done, in the words of the place, and why. */
export function useTellFailure(): (title: string, error: unknown) => void {
  const { notices } = useServices();
  const describe = useProblemText();
  return useCallback(
    (title, error) => {
      notices.show('failed', title, sentencesOf(describe(problemOf(error))));
    },
    [notices, describe],
  );
}
