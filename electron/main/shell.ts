/** What happens once Electron is ready: the window, what it may ask, and what it is told. */
import { app, Menu, nativeTheme, powerMonitor, session, shell } from 'electron';
import type { MenuCommand } from '../shared/ipc';
import { aboutThisApplication } from './about';
import { logConsoleErrors } from './consoleErrors';
import { DiagnosticsArchive } from './diagnostics/archive';
import { collectDiagnostics } from './diagnostics/collect';
import { JsonFile } from './files/jsonFile';
import { ImageLoader } from './images/loader';
import { createNetwork } from './images/network';
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
import type { UpdateService } from './updates/service';
import { createUpdates } from './updates/start';
import { installContextMenu } from './windows/contextMenu';
import { MainWindow } from './windows/mainWindow';
import { menuTemplate } from './windows/menu';
import { windowStateSchema } from './windows/placement';
import { TrayIcon } from './windows/tray';

/** Electron's own files are read once the start is over: nobody waits for that. */
const RUNTIME_CHECK_AFTER_MS = 20_000;

/** Nobody looks for the icon beside the clock while the window comes, and making it would hold that up. */
const TRAY_AFTER_MS = 1_000;

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
  const updates = createUpdates(parts);
  answerRequests(parts, updates, window);
  window.show();
  supervisor.onStatus((status) => {
    window.send('backend:status', status);
  });
  followUpdates(updates, supervisor, window);
  supervisor.start();

  const command = (wanted: MenuCommand): void => {
    window.show();
    window.send('menu:command', wanted);
  };
  const showMenu = createMenu(parts, command);
  showMenu(strings());
  const tray = createTray(parts.log, window, command);
  const trayLater = setTimeout(() => {
    tray.show(strings());
  }, TRAY_AFTER_MS);
  app.once('before-quit', () => {
    clearTimeout(trayLater);
  });
  preferences.onChange((changed) => {
    nativeTheme.themeSource = changed.theme;
    window.send('preferences:changed', changed);
    // A problem is told in the language of the moment.
    window.send('backend:status', supervisor.status);
    window.send('update:status', updates.status);
    showMenu(strings());
    tray.show(strings());
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

function answerRequests(parts: ShellParts, updates: UpdateService, window: MainWindow): void {
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
    images: new ImageLoader(createNetwork(), log),
    updates,
    openLogs,
    about,
    quit,
  });
  serveRequests(handlers, (contentsId) => window.owns(contentsId), log);
}

/** Returns the function that shows the menu in a language. */
function createMenu(
  { mode, paths, openExternal, log }: ShellParts,
  command: (wanted: MenuCommand) => void,
): (strings: Strings) => void {
  const { name, version, copyright, links, publisher } = product;
  app.setAboutPanelOptions({ applicationName: name, applicationVersion: version, copyright, authors: [publisher] });
  const actions = {
    command,
    openLogs: () => void openFolder(paths.logDir, log),
    openLink: (link: 'help' | 'issues') => void openExternal(links[link]),
    showAbout: () => {
      app.showAboutPanel();
    },
  };
  return (strings) => {
    const { platform } = process;
    const template = menuTemplate({ platform, productName: name, allowDevTools: !mode.isPackaged, strings, actions });
    Menu.setApplicationMenu(Menu.buildFromTemplate(template));
  };
}

function createTray(log: Log, window: MainWindow, command: (wanted: MenuCommand) => void): TrayIcon {
  return new TrayIcon(
    product.name,
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

/** A backend that cannot run is no reason not to look: the next version may have the remedy. */
function followUpdates(updates: UpdateService, supervisor: Supervisor, window: MainWindow): void {
  updates.onStatus((status) => {
    window.send('update:status', status);
  });
  const startIsOver = supervisor.onStatus(({ state }) => {
    if (state !== 'healthy' && state !== 'failed') return;
    startIsOver();
    updates.begin();
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
