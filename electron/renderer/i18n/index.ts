/** Words: English and German now, any language by one more catalog. */
import { createInstance, type i18n as I18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Language } from '../../shared/ipc';
import { de } from './de';
import { en, type Catalog } from './en';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: Catalog };
    returnNull: false;
  }
}

export const catalogs = { en, de } as const;
export type CatalogLanguage = keyof typeof catalogs;

/** The language to show: the chosen one, else the first of the system's that there is a catalog for. */
export function resolveLanguage(chosen: Language, systemLanguages: readonly string[]): CatalogLanguage {
  if (chosen !== 'system') return chosen;
  for (const tag of systemLanguages) {
    const language = tag.toLowerCase().split('-')[0] ?? '';
    if (language in catalogs) return language as CatalogLanguage;
  }
  return 'en';
}

/** The tag for dates and numbers: the system's region, where it speaks the same language. */
export function formatLocale(language: string, systemLanguages: readonly string[]): string {
  return systemLanguages.find((tag) => tag.toLowerCase().split('-')[0] === language) ?? language;
}

export async function createI18n(language: CatalogLanguage): Promise<I18n> {
  const i18n = createInstance();
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    resources: { en: { translation: en }, de: { translation: de } },
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  return i18n;
}
