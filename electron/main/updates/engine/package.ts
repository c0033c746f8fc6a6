/**
 * Installs a package of Linux as root.
 *
 * It was downloaded to where every program of this user may write, and minutes pass before somebody has typed a password.
 * Root therefore takes a copy to where nobody else can reach it, and installs that one, if it is what the feed names.
 */
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import type { EngineTrouble } from '../trouble';

export interface LinuxPackage {
  kind: 'deb' | 'rpm';
  file: string;
  /** As the signed feed has it: base64. */
  sha512: string;
}

export interface Rights {
  /** Whether this process is root already. */
  isRoot: boolean;
  environment: NodeJS.ProcessEnv;
}

/** EX_DATAERR of sysexits.h. */
const CHANGED = 65;
/** What pkexec ends with when the question for the password was dismissed, and when it could not be put. */
const DISMISSED = 126;
const NOT_AUTHORIZED = 127;

/**
 * $1: the SHA-512 in hexadecimal, $2: the file, $3: its kind. pkexec sets a PATH of its own, so these tools are root's.
 * What they say goes into a file: written to us, it would end them half-way when this application dies meanwhile.
 */
const SCRIPT = `
set -e
folder=$(mktemp -d /var/tmp/update.XXXXXXXXXX)
trap 'rm -rf "$folder"' EXIT
trap 'exit 1' HUP INT TERM
copy=$folder/update.$3
cp -- "$2" "$copy"
printf '%s  %s\\n' "$1" "$copy" | sha512sum --check --status || exit ${CHANGED}
has() { command -v "$1" >/dev/null; }
install_deb() { dpkg -i "$copy" || apt-get install -f -y "$copy"; }
install_rpm() {
  if has zypper; then zypper --non-interactive --no-refresh install --allow-unsigned-rpm -f "$copy"
  elif has dnf; then dnf install --nogpgcheck -y "$copy"
  elif has yum; then yum install --nogpgcheck -y "$copy"
  else rpm -Uvh --replacepkgs --replacefiles --nodeps "$copy"; fi
}
"install_$3" >"$folder/said" 2>&1 || { tail -n 20 "$folder/said" >&2; exit 1; }
`;

export class PackageError extends Error {
  constructor(
    readonly trouble: EngineTrouble,
    reason: string,
  ) {
    super(reason);
  }
}

/**
 * Comes back once it is installed.
 *
 * @throws PackageError - When it is not; the installed version is then as it was, unless a package manager broke off.
 */
export function installPackage({ kind, file, sha512 }: LinuxPackage, { isRoot, environment }: Rights): void {
  const digest = Buffer.from(sha512, 'base64').toString('hex');
  const command = ['-c', SCRIPT, 'install-update', digest, file, kind];
  const program = isRoot ? '/bin/sh' : 'pkexec';
  const args = isRoot ? command : ['--disable-internal-agent', '/bin/sh', ...command];
  const { error, status, stderr } = spawnSync(program, args, {
    env: { ...environment, PATH: absoluteOnly(environment['PATH'] ?? '') },
    stdio: ['ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
  });
  if (error !== undefined) throw new PackageError('not-installed', String(error));
  if (status === 0) return;
  throw new PackageError(packageTrouble(status), `${program} ended with ${status ?? 'a signal'}: ${stderr.trim()}`);
}

function packageTrouble(status: number | null): EngineTrouble {
  if (status === CHANGED) return 'checksum';
  return status === DISMISSED || status === NOT_AUTHORIZED ? 'not-permitted' : 'not-installed';
}

/** A relative folder would be one of the folder in which this application was started. */
function absoluteOnly(folders: string): string {
  return folders
    .split(':')
    .filter((folder) => path.posix.isAbsolute(folder))
    .join(':');
}
