/** What happens once Electron is ready: the window, what it may ask, and what it is told. */
import { app, Menu, nativeTheme, powerMonitor, session, shell } from 'electron';
import type { MenuCommand } from '../shared/ipc';
import { aboutThisApplication } from './about';
import { logConsoleErrors } from './consoleErrors';
import { DiagnosticsArchive } from './diagnostics/archive';
import { collectDiagnostics } from './diagnostics/collect';
import { JsonFile } from './files/jsonFile';
import { Dialogs } from './ipc/dialogs';
import { createHandlers } from './ipc/handlers';
import { serveRequests } from './ipc/serve';
import type { Log } from './log';
import type { Mode } from './mode';
import type { PayloadGuard } from './payload/guard';
import { preloadFile, rendererDir, type UserPaths } from './paths';
import type { PreferencesStore } from './preferences';
import { product } from './product';
import { answerFrom } from './protocol/answer';
import { viteOn } from './protocol/development';
import { filesOf } from './protocol/files';
import { serveScheme } from './protocol/scheme';
import { guardSessions, type OpenExternal } from './security';
import type { Strings } from './strings';
import type { Supervisor } from './supervisor/supervisor';
import { installContextMenu } from './windows/contextMenu';
import { MainWindow } from './windows/mainWindow';
import { menuTemplate } from './windows/menu';
import { windowStateSchema } from './windows/placement';
import { TrayIcon } from './windows/tray';

/** Electron's own files are read once the start is over: nobody waits for that. */
const RUNTIME_CHECK_AFTER_MS = 20_000;

export interface ShellParts {
  mode: Mode;
  paths: UserPaths;
  payload: PayloadGuard | null;
  preferences: PreferencesStore;
  strings: () => Strings;
  supervisor: Supervisor;
  openExternal: OpenExternal;
  redactText: (text: string) => string;
  log: Log;
}

export function openShell(parts: ShellParts): void {
  const { preferences, strings, supervisor } = parts;
  nativeTheme.themeSource = preferences.current.theme;

  servePages(parts);
  const window = createWindow(parts);
  answerRequests(parts, window);
  window.show();
  supervisor.onStatus((status) => {
    window.send('backend:status', status);
  });
  supervisor.start();

  const showMenus = createMenus(parts, window);
  showMenus(strings());
  preferences.onChange((changed) => {
    nativeTheme.themeSource = changed.theme;
    window.send('preferences:changed', changed);
    // A problem is told in the language of the moment.
    window.send('backend:status', supervisor.status);
    showMenus(strings());
  });
  followPower(supervisor, window);
  followApp(window);
  if (parts.payload !== null) checkRuntimeLater(parts.payload, supervisor);
}

function servePages({ mode, supervisor, log }: ShellParts): void {
  const { developmentPort } = mode;
  guardSessions(() => ({ backendPort: supervisor.connection?.port ?? null, developmentPort }), log);
  const source = developmentPort === null ? filesOf(rendererDir) : viteOn(developmentPort);
  serveScheme(session.defaultSession, answerFrom(source, developmentPort !== null), log);
}

function createWindow({ mode, paths, strings, log }: ShellParts): MainWindow {
  app.on('web-contents-created', (_event, contents) => {
    installContextMenu(contents, strings);
    logConsoleErrors(contents, log);
  });
  return new MainWindow({
    title: product.name,
    preload: preloadFile,
    state: new JsonFile(paths.windowState, windowStateSchema, log),
    strings,
    allowDevTools: !mode.isPackaged,
    log,
  });
}

function answerRequests(parts: ShellParts, window: MainWindow): void {
  const { paths, preferences, strings, supervisor, openExternal, redactText, log } = parts;
  const about = aboutThisApplication(paths);
  const { electron, chrome, node, platform, version } = about;
  const diagnostics = new DiagnosticsArchive(product.id, () =>
    collectDiagnostics({
      versions: { version, electron, chrome, node, platform },
      preferences: preferences.current,
      status: supervisor.status,
      connection: supervisor.connection,
      history: supervisor.history.entries,
      lastStderr: supervisor.history.lastStderr,
      logDir: paths.logDir,
      redact: redactText,
    }),
  );
  const dialogs = new Dialogs({ window: () => window.current, strings, folder: app.getPath('documents') });
  const openLogs = (): Promise<void> => openFolder(paths.logDir, log);
  const quit = (): void => {
    app.quit();
  };
  const handlers = createHandlers({
    supervisor,
    preferences,
    dialogs,
    diagnostics,
    openExternal,
    openLogs,
    about,
    quit,
  });
  serveRequests(handlers, (contentsId) => window.owns(contentsId), log);
}

/** Returns the function that shows the menus in a language. */
function createMenus({ mode, paths, openExternal, log }: ShellParts, window: MainWindow): (strings: Strings) => void {
  const { name, version, copyright, links, publisher } = product;
  app.setAboutPanelOptions({ applicationName: name, applicationVersion: version, copyright, authors: [publisher] });
  const command = (wanted: MenuCommand): void => {
    window.show();
    window.send('menu:command', wanted);
  };
  const actions = {
    command,
    openLogs: () => void openFolder(paths.logDir, log),
    openLink: (link: 'help' | 'issues') => void openExternal(links[link]),
    showAbout: () => {
      app.showAboutPanel();
    },
  };
  const tray = new TrayIcon(
    name,
    {
      show: () => {
        window.show();
      },
      newConversation: () => {
        command('new-conversation');
      },
      quit: () => {
        app.quit();
      },
    },
    log,
  );
  return (strings) => {
    const { platform } = process;
    const template = menuTemplate({ platform, productName: name, allowDevTools: !mode.isPackaged, strings, actions });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
    tray.show(strings);
  };
}

function followPower(supervisor: Supervisor, window: MainWindow): void {
  const resumed = (): void => {
    supervisor.resumed();
    window.send('power:resumed', null);
  };
  powerMonitor.on('suspend', () => {
    supervisor.suspended();
  });
  powerMonitor.on('resume', resumed);
  powerMonitor.on('unlock-screen', resumed);
}

function followApp(window: MainWindow): void {
  app.on('second-instance', () => {
    window.show();
  });
  app.on('activate', () => {
    window.show();
  });
  app.on('window-all-closed', () => {
    if (process.platform !== 'darwin') app.quit();
  });
}

function checkRuntimeLater(payload: PayloadGuard, supervisor: Supervisor): void {
  setTimeout(() => {
    void payload.checkRuntime().then((trouble) => {
      if (trouble !== null) supervisor.refuse(trouble);
    });
  }, RUNTIME_CHECK_AFTER_MS);
}

async function openFolder(folder: string, log: Log): Promise<void> {
  const reason = await shell.openPath(folder);
  if (reason !== '') log.warn('a folder could not be opened', { folder, reason });
}
