/** All that a page may ask of the system through Chromium, and what it is given. */
import type { RunningApp } from './app';

/** Of what reaches devices TypeScript's library knows nothing. */
interface DeviceApi {
  requestDevice(options: { filters: [] }): Promise<unknown>;
  requestPort(): Promise<unknown>;
}

/** How each of its questions ends: with what was got, the name of the error, or the word that stands for it. */
export function askForEverything(app: RunningApp): Promise<Record<string, unknown>> {
  return app.window.evaluate(async () => {
    const end = (asked: Promise<unknown>) =>
      asked.then(
        (got) => (Array.isArray(got) ? got.length : got),
        (error: unknown) => (error as Error).name,
      );
    const { mediaDevices, clipboard, geolocation, permissions } = navigator;
    const page = globalThis as unknown as {
      IdleDetector: { requestPermission(): Promise<string> };
      queryLocalFonts(): Promise<unknown[]>;
      getScreenDetails(): Promise<unknown>;
    };
    const devices = navigator as unknown as Record<'usb' | 'hid' | 'serial', DeviceApi>;
    const stateOf = async (name: string) => (await permissions.query({ name: name as PermissionName })).state;
    return {
      media: await end(mediaDevices.getUserMedia({ audio: true, video: true })),
      display: await end(mediaDevices.getDisplayMedia({ video: true })),
      position: await new Promise((resolve) => {
        geolocation.getCurrentPosition(resolve, (error) => {
          resolve(error.code);
        });
      }),
      notifications: await Notification.requestPermission(),
      clipboard: await end(clipboard.readText()),
      idle: await page.IdleDetector.requestPermission(),
      fonts: await end(page.queryLocalFonts()),
      screens: await end(page.getScreenDetails()),
      midi: await end(navigator.requestMIDIAccess({ sysex: true })),
      awake: await end(navigator.wakeLock.request('screen')),
      usb: await end(devices.usb.requestDevice({ filters: [] })),
      hid: await end(devices.hid.requestDevice({ filters: [] })),
      serial: await end(devices.serial.requestPort()),
      states: await Promise.all(['camera', 'microphone', 'midi', 'clipboard-write', 'persistent-storage'].map(stateOf)),
    };
  });
}

/** The lists of devices that were made for a page to choose from. */
export async function watchChoosers(app: RunningApp): Promise<() => Promise<string[]>> {
  await app.electron.evaluate(({ session }) => {
    const chosenFrom: string[] = [];
    Object.assign(globalThis, { chosenFrom });
    const { defaultSession } = session;
    defaultSession.on('select-hid-device', () => chosenFrom.push('hid'));
    defaultSession.on('select-usb-device', () => chosenFrom.push('usb'));
    defaultSession.on('select-serial-port', () => chosenFrom.push('serial'));
  });
  return () => app.electron.evaluate(() => (globalThis as unknown as { chosenFrom: string[] }).chosenFrom);
}
