import './app/mantineStyles';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { ShellApi } from '../shared/ipc';
import { App } from './app/App';
import { createServices } from './app/services';
import { createI18n, resolveLanguage } from './i18n';

declare global {
  interface Window {
    /** Put there by the preload. */
    readonly shell: ShellApi;
  }
}

/** The content security policy names a nonce; the libraries that add style elements have to know it. */
function readNonce(): string | null {
  const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
  if (nonce === '') return null;
  setNonce(nonce);
  return nonce;
}

async function start(): Promise<void> {
  const root = document.getElementById('root');
  if (root === null) throw new Error('the page has no #root');
  const nonce = readNonce();
  const services = createServices({ shell: window.shell });
  await services.start();
  const { language } = services.preferences.get();
  const i18n = await createI18n(resolveLanguage(language, navigator.languages));
  createRoot(root).render(
    <StrictMode>
      <App services={services} i18n={i18n} nonce={nonce} />
    </StrictMode>,
  );
}

void start();
