/** The application's one window: shown at once, and placed where it was. */
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { EventName, ShellEvents } from '../../shared/ipc';
import { EVENT_CHANNEL } from '../../shared/channels';
import type { JsonFile } from '../files/jsonFile';
import type { Log } from '../log';
import { START_PAGE } from '../policies/navigation';
import type { Strings } from '../strings';
import { windowIcon } from './icons';
import { recoverPage } from './pageRecovery';
import { placeWindow, SMALLEST, type WindowState } from './placement';

/** The colours of the page behind its content, so that nothing flashes before it is drawn. */
const BACKGROUND = { light: '#ffffff', dark: '#1a1b1e' } as const;

const SAVE_DELAY_MS = 500;

/** A page that is slow to draw shows as an empty window rather than as no answer to a click on the icon. */
const PAINT_PATIENCE_MS = 1_500;

export interface MainWindowOptions {
  title: string;
  preload: string;
  state: JsonFile<WindowState>;
  strings: () => Strings;
  allowDevTools: boolean;
  log: Log;
}

export class MainWindow {
  private window: BrowserWindow | null = null;

  constructor(private readonly options: MainWindowOptions) {}

  get current(): BrowserWindow | null {
    return this.window;
  }

  /** Whether these web contents are this window's own. */
  owns(contentsId: number): boolean {
    return this.window?.webContents.id === contentsId;
  }

  /** Opens the window, or brings the open one to the front. */
  show(): void {
    if (this.window === null) {
      this.open();
      return;
    }
    if (this.window.isMinimized()) this.window.restore();
    this.window.show();
    this.window.focus();
  }

  send<N extends EventName>(name: N, payload: ShellEvents[N]): void {
    this.window?.webContents.send(EVENT_CHANNEL, name, payload);
  }

  private open(): void {
    const workAreas = [screen.getPrimaryDisplay(), ...screen.getAllDisplays()].map(({ workArea }) => workArea);
    const { bounds, maximized, verdict } = placeWindow(this.options.state.read(), workAreas);
    const window = new BrowserWindow({
      ...bounds,
      minWidth: SMALLEST.width,
      minHeight: SMALLEST.height,
      title: this.options.title,
      icon: windowIcon(),
      show: false,
      backgroundColor: BACKGROUND[nativeTheme.shouldUseDarkColors ? 'dark' : 'light'],
      webPreferences: {
        preload: this.options.preload,
        contextIsolation: true,
        sandbox: true,
        nodeIntegration: false,
        nodeIntegrationInWorker: false,
        nodeIntegrationInSubFrames: false,
        webSecurity: true,
        allowRunningInsecureContent: false,
        experimentalFeatures: false,
        webviewTag: false,
        navigateOnDragDrop: false,
        devTools: this.options.allowDevTools,
        // Elsewhere Chromium would fetch its dictionaries from the network; macOS has its own.
        spellcheck: process.platform === 'darwin',
      },
    });
    this.window = window;
    if (maximized) window.maximize();
    window.on('closed', () => {
      this.window = null;
    });
    showOncePainted(window);
    this.keepState(window);
    const { strings, log } = this.options;
    recoverPage({ window, load: () => this.load(window), strings, log });
    log.info('window opened', { placement: verdict });
    void this.load(window);
  }

  private async load(window: BrowserWindow): Promise<void> {
    try {
      await window.loadURL(START_PAGE);
    } catch (error) {
      this.options.log.error('the page could not be loaded', { reason: String(error) });
    }
  }

  private keepState(window: BrowserWindow): void {
    let pending: NodeJS.Timeout | undefined;
    const save = (): void => {
      clearTimeout(pending);
      if (window.isDestroyed() || window.isMinimized()) return;
      try {
        this.options.state.write({ bounds: window.getNormalBounds(), maximized: window.isMaximized() });
      } catch (error) {
        this.options.log.warn('the place of the window was not saved', { reason: String(error) });
      }
    };
    const saveSoon = (): void => {
      clearTimeout(pending);
      pending = setTimeout(save, SAVE_DELAY_MS);
    };
    window.on('resize', saveSoon);
    window.on('move', saveSoon);
    window.on('close', save);
  }
}

function showOncePainted(window: BrowserWindow): void {
  const show = (): void => {
    clearTimeout(patience);
    if (!window.isVisible()) window.show();
  };
  const patience = setTimeout(show, PAINT_PATIENCE_MS);
  window.once('ready-to-show', show);
  window.once('close', () => {
    clearTimeout(patience);
  });
}
