/** A real keychain of GNOME on a real D-Bus that is neither the person's nor the tests' own. */
import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';
import { stringsOnly } from './app';

/** One that is unlocked, and then stands still: whoever asks it waits for as long as D-Bus lets them. */
export class HungKeychain {
  private constructor(
    private readonly bus: ChildProcess,
    private readonly keyring: ChildProcess,
    /** The variables by which a program finds it. */
    readonly env: Record<string, string>,
  ) {}

  static async start(folder: string): Promise<HungKeychain> {
    const runtime = path.join(folder, 'keychain');
    mkdirSync(runtime, { mode: 0o700 });
    const own = { ...stringsOnly(process.env), XDG_RUNTIME_DIR: runtime, XDG_DATA_HOME: runtime };
    const bus = spawn('dbus-daemon', ['--session', '--nofork', '--print-address'], {
      env: own,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [address] = (await once(bus.stdout, 'data')) as [Buffer];
    const env = { XDG_RUNTIME_DIR: runtime, DBUS_SESSION_BUS_ADDRESS: address.toString().trim() };
    const keyring = spawn('gnome-keyring-daemon', ['--foreground', '--unlock', '--components=secrets'], {
      env: { ...own, ...env },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    keyring.stdin.end('\n');
    const keychain = new HungKeychain(bus, keyring, env);
    try {
      await expect.poll(() => isServed({ ...own, ...env })).toBe(true);
      keyring.kill('SIGSTOP');
      return keychain;
    } catch (error) {
      keychain.end();
      throw error;
    }
  }

  end(): void {
    this.keyring.kill('SIGKILL');
    this.bus.kill('SIGKILL');
  }
}

function isServed(env: Record<string, string>): boolean {
  const question = ['/org/freedesktop/DBus', 'org.freedesktop.DBus.NameHasOwner', 'string:org.freedesktop.secrets'];
  const command = ['--session', '--print-reply=literal', '--dest=org.freedesktop.DBus', ...question];
  return execFileSync('dbus-send', command, { env, encoding: 'utf8' }).includes('true');
}
