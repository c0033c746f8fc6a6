import { MantineProvider } from '@mantine/core';
import type { i18n as I18n } from 'i18next';
import { useEffect } from 'react';
import { I18nextProvider } from 'react-i18next';
import { resolveLanguage } from '../i18n';
import { useObservable } from '../state/observable';
import './app.css';
import { CrashScreen } from './CrashScreen';
import { Layout } from './Layout';
import { product } from './product';
import type { Services } from './services';
import { ServicesProvider } from './ServicesContext';
import { cssVariables, theme } from './theme';
import { useMediaQuery } from './useMediaQuery';

interface Props {
  services: Services;
  i18n: I18n;
  /** The nonce that the content security policy of this page load allows; null where there is no policy. */
  nonce: string | null;
  environment?: 'default' | 'test';
}

export function App({ services, i18n, nonce, environment = 'default' }: Props) {
  const preferences = useObservable(services.preferences);
  const systemDark = useMediaQuery('(prefers-color-scheme: dark)');
  const scheme = preferences.theme === 'system' ? (systemDark ? 'dark' : 'light') : preferences.theme;
  const language = resolveLanguage(preferences.language, navigator.languages);

  useEffect(() => {
    document.documentElement.lang = language;
    document.title = product.name;
    void i18n.changeLanguage(language);
  }, [i18n, language]);

  return (
    <I18nextProvider i18n={i18n}>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariables}
        forceColorScheme={scheme}
        env={environment}
        {...(nonce === null ? {} : { getStyleNonce: () => nonce })}
      >
        <CrashScreen>
          <ServicesProvider value={services}>
            <Layout />
          </ServicesProvider>
        </CrashScreen>
      </MantineProvider>
    </I18nextProvider>
  );
}
