/** What the supervisor decided and when, and the backend's last words: for the diagnostics archive. */
import type { SupervisorState } from '../../shared/ipc';
import type { Verdict } from './model';

const LONGEST_HISTORY = 300;
const LONGEST_STDERR = 300;

export interface HistoryEntry {
  at: string;
  generation: number;
  event: string;
  verdict: Verdict;
  state: SupervisorState;
}

export class History {
  private readonly kept: HistoryEntry[] = [];
  private readonly stderr: string[] = [];

  note(entry: HistoryEntry): void {
    this.kept.push(entry);
    if (this.kept.length > LONGEST_HISTORY) this.kept.shift();
  }

  noteStderr(line: string): void {
    this.stderr.push(line);
    if (this.stderr.length > LONGEST_STDERR) this.stderr.shift();
  }

  get entries(): readonly HistoryEntry[] {
    return this.kept;
  }

  get lastStderr(): readonly string[] {
    return this.stderr;
  }
}
