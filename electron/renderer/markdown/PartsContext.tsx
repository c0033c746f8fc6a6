import type { TFunction } from 'i18next';
import { createContext, useContext, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../app/ServicesContext';
import type { ImageState } from '../state/images';
import { useObservable } from '../state/observable';

const WordsContext = createContext<TFunction | null>(null);
const PicturesContext = createContext<ReadonlyMap<string, ImageState>>(new Map());

/**
 * What the parts of a text have in common, subscribed to once: they are there by the thousand, and a subscription in each
 * is paid when a long answer is shown, and again when it is left.
 */
export function PartsContext({ children }: { children: ReactNode }) {
  const { t } = useTranslation();
  const { images } = useServices();
  const pictures = useObservable(images.states);
  return (
    <WordsContext value={t}>
      <PicturesContext value={pictures}>{children}</PicturesContext>
    </WordsContext>
  );
}

/** The words of the interface. */
export function useWords(): TFunction {
  const words = useContext(WordsContext);
  if (words === null) throw new Error('useWords is called outside of PartsContext');
  return words;
}

/** The pictures that were asked for, by address; what is not in it is blocked. */
export function usePictures(): ReadonlyMap<string, ImageState> {
  return useContext(PicturesContext);
}
