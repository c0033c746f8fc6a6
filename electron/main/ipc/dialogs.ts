/** The system's dialogs, always upon our window, and the files that they lead to. */
import { dialog, type BrowserWindow } from 'electron';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileName } from '../files/fileName';
import type { Strings } from '../strings';
import { RequestError } from './errors';

export interface DialogOptions {
  window: () => BrowserWindow | null;
  strings: () => Strings;
  /** Where a file is saved unless the user says otherwise. */
  folder: string;
}

export class Dialogs {
  constructor(private readonly options: DialogOptions) {}

  async chooseFolder(): Promise<string | null> {
    const { chooseWorkspace, chooseThisFolder } = this.options.strings();
    const { canceled, filePaths } = await dialog.showOpenDialog(this.window, {
      title: chooseWorkspace,
      buttonLabel: chooseThisFolder,
      properties: ['openDirectory', 'createDirectory'],
    });
    return canceled ? null : (filePaths[0] ?? null);
  }

  /** The path written, or null when the user cancelled. */
  async save(suggestedName: string, content: string | Uint8Array): Promise<string | null> {
    const { canceled, filePath } = await dialog.showSaveDialog(this.window, {
      buttonLabel: this.options.strings().saveFile,
      defaultPath: path.join(this.options.folder, fileName(suggestedName)),
    });
    if (canceled || !filePath) return null;
    try {
      await writeFile(filePath, content);
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      throw new RequestError('file-not-written', `${this.options.strings().fileNotWritten} (${code})`);
    }
    return filePath;
  }

  private get window(): BrowserWindow {
    const window = this.options.window();
    if (window === null) throw new RequestError('no-window', 'There is no window to ask in.');
    return window;
  }
}
