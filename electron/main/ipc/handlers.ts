/** What each request of the contract does. */
import { clipboard } from 'electron';
import type { About } from '../../shared/ipc';
import type { DiagnosticsArchive } from '../diagnostics/archive';
import type { PreferencesStore } from '../preferences';
import type { OpenExternal } from '../security';
import type { Supervisor } from '../supervisor/supervisor';
import type { Dialogs } from './dialogs';
import type { Handlers } from './answer';

export interface HandlerParts {
  supervisor: Supervisor;
  preferences: PreferencesStore;
  dialogs: Dialogs;
  diagnostics: DiagnosticsArchive;
  openExternal: OpenExternal;
  openLogs: () => Promise<void>;
  about: About;
  quit: () => void;
}

export function createHandlers(parts: HandlerParts): Handlers {
  const { supervisor, preferences, dialogs, diagnostics, openExternal, openLogs, about, quit } = parts;
  return {
    'backend:status': () => supervisor.status,
    'backend:restart': () => {
      supervisor.restart();
      return undefined;
    },
    'preferences:get': () => preferences.current,
    'preferences:set': (patch) => preferences.change(patch),
    'workspace:choose': () => dialogs.chooseFolder(),
    'external:open': openExternal,
    'file:save': ({ suggestedName, text }) => dialogs.save(suggestedName, text),
    'clipboard:write': async (text) => {
      await clipboard.writeText(text);
      return undefined;
    },
    'logs:open': async () => {
      await openLogs();
      return undefined;
    },
    'diagnostics:preview': () => diagnostics.preview(new Date()),
    'diagnostics:save': (id) => {
      const { suggestedName, content } = diagnostics.zip(id);
      return dialogs.save(suggestedName, content);
    },
    'app:about': () => about,
    'app:quit': () => {
      quit();
      return undefined;
    },
  };
}
