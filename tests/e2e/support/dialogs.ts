/** The system's own dialogs cannot be driven from a test: they are answered here, by name, in the main process. */
import { expect } from './app';
import type { RunningApp } from './app';

/** Chooses the workspace through the settings page, as a user would, with the folder dialog answered. */
export async function chooseWorkspace(app: RunningApp, folder: string): Promise<void> {
  await app.electron.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, folder);
  await app.button('Settings').click();
  await app.button(/choose.*folder/i).click();
  await expect(app.window.getByText(folder)).toBeVisible();
  await closeSettings(app);
}

export async function openSettings(app: RunningApp): Promise<void> {
  await app.button('Settings').click();
}

export async function closeSettings(app: RunningApp): Promise<void> {
  await app.window.keyboard.press('Escape');
  await expect(app.composer).toBeVisible();
}
