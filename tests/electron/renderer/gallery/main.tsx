/**
 * Every state of the interface, from recorded answers, in a real browser: `?scene=NAME&theme=dark&language=de`.
 * For looking at (docs in shoot.mjs); never part of the app.
 */
import '../../../../electron/renderer/app/mantineStyles';
import { createRoot } from 'react-dom/client';
import { App } from '../../../../electron/renderer/app/App';
import { createServices } from '../../../../electron/renderer/app/services';
import { createI18n } from '../../../../electron/renderer/i18n';
import type { Preferences } from '../../../../electron/shared/ipc';
import { FakeBackend } from '../support/fakeBackend';
import { FakeShell } from '../support/fakeShell';
import { scenes, type Scene, type SceneName } from './scenes';

const parameters = new URLSearchParams(window.location.search);
const theme = (parameters.get('theme') ?? 'light') as Preferences['theme'];
const language = (parameters.get('language') ?? 'en') as 'en' | 'de';
const scene: Scene = scenes[(parameters.get('scene') ?? 'empty') as SceneName];

// A scene begins as it says, not with what the one before had on screen.
sessionStorage.clear();
const shell = new FakeShell();
shell.preferences = { theme, language };
const backend = new FakeBackend();
const services = createServices({ shell, openSocket: backend.openSocket, fetch: backend.fetch });
scene.before?.({ shell, backend, services });
await services.start();
const i18n = await createI18n(language);
const root = document.getElementById('root');
if (root !== null) createRoot(root).render(<App services={services} i18n={i18n} nonce={null} />);
await new Promise((resolve) => setTimeout(resolve, 150));
await scene.after?.({ shell, backend, services });
document.body.dataset['scene'] = 'there';
