/** What root does with a package of Linux; pkexec and the package managers are stand-ins, all between them is real. */
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { installPackage, PackageError } from '../../../../electron/main/updates/engine/package';
import { temporaryFolder } from '../support';

const GOOD = 'what the publisher signed';
const EVIL = 'what somebody put there meanwhile';

/** Passes on what it is asked, as if the password had been typed. */
const AGREES = 'shift; exec "$@"';
/** Tells where the package is that it installs, who may enter that folder, and what is in it. */
const INSTALLS = 'for file; do :; done; stat -c "%a" "${file%/*}"; printf "%s\\n" "$file"; cat "$file"';

class Machine {
  readonly home = temporaryFolder();
  readonly file = path.join(this.home, `$(id) 'quoted' update.deb`);
  private readonly tools = path.join(this.home, 'tools');
  readonly path = [this.tools];

  constructor() {
    mkdirSync(this.tools);
    writeFileSync(this.file, GOOD);
    // What else a command may need is there; another package manager than those of the test is not.
    for (const tool of ['sh', 'mktemp', 'rm', 'cp', 'sha512sum', 'tail', 'stat', 'cat'])
      this.has(tool, `exec /usr/bin/${tool} "$@"`);
    this.has('pkexec', AGREES);
  }

  has(tool: string, script: string): this {
    const file = path.join(this.tools, tool);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
    return this;
  }

  /** A package manager that notes how it was called, and what it installed. */
  manages(tool: string, script = INSTALLS): this {
    return this.has(tool, `{ echo "${tool} $1"; ${script}; } >>'${this.home}/installed'`);
  }

  install(kind: 'deb' | 'rpm' = 'deb', isRoot = false): void {
    const sha512 = createHash('sha512').update(GOOD).digest('base64');
    installPackage({ kind, file: this.file, sha512 }, { isRoot, environment: { PATH: this.path.join(':') } });
  }

  /** What comes of trying to install it. */
  trouble(): string {
    try {
      this.install();
    } catch (error) {
      return error instanceof PackageError ? error.trouble : String(error);
    }
    return 'none';
  }

  get installed(): string[] {
    const file = path.join(this.home, 'installed');
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [];
  }
}

describe.skipIf(process.platform !== 'linux')('a package, needs Linux', () => {
  it('is installed from a folder that nobody else may enter, of which nothing stays', () => {
    const machine = new Machine().manages('dpkg');
    machine.install();
    const [call, mode, copy = '', content] = machine.installed;
    expect([call, mode, content]).toEqual(['dpkg -i', '700', GOOD]);
    expect(copy).not.toContain(machine.home);
    expect(existsSync(path.dirname(copy))).toBe(false);
  });

  it.each([
    ['while the password was typed', 'pkexec', `printf '${EVIL}' >"$7"; ${AGREES}`],
    ['for the moment in which it was copied', 'cp', `printf '${EVIL}' >"$3"`],
  ])('that was another one %s is not installed', (_name, tool, script) => {
    const machine = new Machine().manages('dpkg').manages('apt-get').has(tool, script);
    expect(machine.trouble()).toBe('checksum');
    expect(machine.installed).toEqual([]);
  });

  it.each([
    ['was dismissed', 126],
    ['cannot be put', 127],
  ])('is not installed when the question for the password %s', (_name, code) => {
    const machine = new Machine().manages('dpkg').has('pkexec', `exit ${code}`);
    expect(machine.trouble()).toBe('not-permitted');
    expect(machine.installed).toEqual([]);
  });

  it('asks by no program of the folder in which the application was started', () => {
    const [machine, elsewhere] = [new Machine().manages('dpkg'), new Machine().has('pkexec', 'exit 126')];
    machine.path.unshift(path.relative(process.cwd(), path.join(elsewhere.home, 'tools')));
    expect(machine.trouble()).toBe('none');
  });

  it('is installed without a question by root', () => {
    const machine = new Machine().manages('dpkg').has('pkexec', 'exit 126');
    machine.install('deb', true);
    expect(machine.installed).toContain(GOOD);
  });

  it('that lacks what it depends on gets it from apt-get', () => {
    const machine = new Machine().manages('dpkg', 'exit 1').manages('apt-get');
    machine.install();
    expect(machine.installed.slice(0, 2)).toEqual(['dpkg -i', 'apt-get install']);
    expect(machine.installed).toContain(GOOD);
  });

  it('that no package manager takes is not installed, and the log says why', () => {
    const machine = new Machine()
      .manages('dpkg', 'exit 1')
      .has('apt-get', 'echo "the archive is damaged" >&2; exit 127');
    expect(machine.trouble()).toBe('not-installed');
    expect(() => {
      machine.install();
    }).toThrow('the archive is damaged');
  });

  it.each([
    ['zypper', ['rpm', 'yum', 'dnf', 'zypper']],
    ['dnf', ['rpm', 'yum', 'dnf']],
    ['yum', ['rpm', 'yum']],
    ['rpm', ['rpm']],
  ])('of rpm is installed by %s where there are %j', (chosen, tools) => {
    const machine = new Machine();
    for (const tool of tools) machine.manages(tool);
    machine.install('rpm');
    expect(machine.installed[0]).toContain(chosen);
    expect(machine.installed).toContain(GOOD);
  });
});
