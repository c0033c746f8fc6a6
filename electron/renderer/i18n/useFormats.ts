import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatLocale } from '.';

export interface Formats {
  readonly locale: string;
  readonly number: (value: number) => string;
  /** A size in bytes, in the unit that reads best. */
  readonly size: (bytes: number) => string;
}

export function useFormats(): Formats {
  const { i18n } = useTranslation();
  const locale = formatLocale(i18n.language, navigator.languages);
  return useMemo(() => {
    const numbers = new Intl.NumberFormat(locale);
    return {
      locale,
      number: (value) => numbers.format(value),
      size: (bytes) => formatSize(bytes, locale),
    };
  }, [locale]);
}

function formatSize(bytes: number, locale: string): string {
  const [value, unit] =
    bytes < 1_000 ? [bytes, 'byte'] : bytes < 1_000_000 ? [bytes / 1_000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  // The short name of the byte has no plural: "412 byte".
  const unitDisplay = unit === 'byte' ? 'long' : 'short';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay, maximumFractionDigits: 1 }).format(value);
}
