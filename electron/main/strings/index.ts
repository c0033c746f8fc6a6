import type { Language } from '../../shared/ipc';
import { de } from './de';
import { en, type Strings } from './en';

export type { Strings } from './en';

/** The strings for a preference; `system` follows the locale of the system, such as `de-AT`. */
export function stringsFor(language: Language, systemLocale: string): Strings {
  const wanted = language === 'system' ? systemLocale.split(/[-_]/)[0] : language;
  return wanted === 'de' ? de : en;
}
