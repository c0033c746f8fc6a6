/**
 * A census of processes over /proc: who belongs to an app, and is anybody left?
 *
 * A process belongs to an app when it descends from the app's main process, or when it holds on to the app's own
 * folder (as an argument or an open file): the second still finds those whose parent is gone.
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

export interface ProcessRecord {
  pid: number;
  parent: number;
  /** Clock ticks since boot. */
  startedAt: string;
  command: string;
}

/** Names a process for ever. */
export function idOf({ pid, startedAt }: ProcessRecord): string {
  return `${pid}:${startedAt}`;
}

function readRecord(pid: number): ProcessRecord | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets, which may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, parent] = fields;
    if (state === 'Z') return null;
    const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return { pid, parent: Number(parent), startedAt: fields[19] ?? '', command };
  } catch {
    return null; // It ended while we looked.
  }
}

export function livingProcesses(): ProcessRecord[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((name) => readRecord(Number(name)))
    .filter((record) => record !== null);
}

function holdsFolder(record: ProcessRecord, folder: string): boolean {
  if (record.command.includes(folder)) return true;
  try {
    return readdirSync(`/proc/${record.pid}/fd`).some((fd) => {
      try {
        return readlinkSync(`/proc/${record.pid}/fd/${fd}`).startsWith(folder);
      } catch {
        return false;
      }
    });
  } catch {
    return false;
  }
}

/** Everything that descends from `root` (itself included) or holds on to `folder`; never the test itself. */
export function processesOfApp(root: number, folder: string): ProcessRecord[] {
  const all = livingProcesses();
  const members = new Set([root]);
  for (let grown = true; grown;) {
    const before = members.size;
    for (const record of all) if (members.has(record.parent)) members.add(record.pid);
    grown = members.size > before;
  }
  return all.filter((r) => r.pid !== process.pid && (members.has(r.pid) || holdsFolder(r, folder)));
}

/** Those of `earlier` that are still alive, and any newcomer that holds on to `folder`. */
export function survivors(earlier: ProcessRecord[], folder: string): ProcessRecord[] {
  const known = new Set(earlier.map(idOf));
  return livingProcesses().filter((r) => r.pid !== process.pid && (known.has(idOf(r)) || holdsFolder(r, folder)));
}

/** The backend among the processes of an app: the direct child of the main process that runs the agent server. */
export function backendOf(root: number): ProcessRecord | null {
  return (
    livingProcesses().find((r) => r.parent === root && / -m backend\b|resources\/backend\//.test(r.command)) ?? null
  );
}
