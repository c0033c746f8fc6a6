/** What each request of the contract does. */
import { clipboard } from 'electron';
import type { About, RequestName } from '../../shared/ipc';
import type { DiagnosticsArchive } from '../diagnostics/archive';
import type { ImageLoader } from '../images/loader';
import type { PreferencesStore } from '../preferences';
import type { OpenExternal } from '../security';
import type { Supervisor } from '../supervisor/supervisor';
import type { UpdateService } from '../updates/service';
import type { Dialogs } from './dialogs';
import type { Handlers } from './answer';

export interface HandlerParts {
  supervisor: Supervisor;
  preferences: PreferencesStore;
  dialogs: Dialogs;
  diagnostics: DiagnosticsArchive;
  openExternal: OpenExternal;
  images: ImageLoader;
  updates: UpdateService;
  openLogs: () => Promise<void>;
  about: About;
  quit: () => void;
}

type UpdateRequest = Extract<RequestName, `update:${string}`>;

export function createHandlers(parts: HandlerParts): Handlers {
  const { supervisor, preferences, dialogs, diagnostics, openExternal, images, openLogs, about, quit } = parts;
  return {
    'backend:status': () => supervisor.status,
    'backend:restart': () => {
      supervisor.restart();
      return undefined;
    },
    'backend:start-without-plugins': () => {
      supervisor.restart({ withoutPlugins: true });
      return undefined;
    },
    'preferences:get': () => preferences.current,
    'preferences:set': (patch) => preferences.change(patch),
    'workspace:choose': () => dialogs.chooseFolder(),
    'external:open': openExternal,
    'image:load': (address) => images.load(address),
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
    ...updateHandlers(parts.updates),
    'app:about': () => about,
    'app:quit': () => {
      quit();
      return undefined;
    },
  };
}

function updateHandlers(updates: UpdateService): Pick<Handlers, UpdateRequest> {
  return {
    'update:status': () => updates.status,
    'update:check': () => {
      void updates.check(true);
      return undefined;
    },
    'update:download': () => {
      updates.fetch();
      return undefined;
    },
    'update:install': () => {
      void updates.install();
      return undefined;
    },
    'update:later': () => {
      updates.later();
      return undefined;
    },
    'update:choose': (patch) => {
      updates.choose(patch);
      return undefined;
    },
  };
}
