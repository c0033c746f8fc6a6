/** Holds the backend back until the packed application has been found to be what was signed. */
import { Worker } from 'node:worker_threads';
import type { Fields, Log } from '../log';
import type { Trouble } from '../supervisor/trouble';
import type { Order } from './check';
import type { Alteration, PayloadVerdict, Scope } from './verdict';

export type RunCheck = (scope: Scope) => Promise<PayloadVerdict>;

/** So many altered files are named; a broken disk can alter hundreds. */
const MOST_NAMED = 5;

export class PayloadGuard {
  private early: Promise<PayloadVerdict> | null;
  private runtimeTrouble: Trouble | null = null;

  /** The first check begins at once, while Electron gets ready. */
  constructor(
    private readonly run: RunCheck,
    private readonly log: Log,
  ) {
    this.early = this.check('resources');
  }

  /** What forbids to start the backend now, if anything does; every start is preceded by a check. */
  async trouble(): Promise<Trouble | null> {
    const verdict = await (this.early ?? this.check('resources'));
    this.early = null;
    return troubleOf(verdict) ?? this.runtimeTrouble;
  }

  /** Reads Electron's own files too, which takes longer than a start may wait. */
  async checkRuntime(): Promise<Trouble | null> {
    this.runtimeTrouble = troubleOf(await this.check('runtime'));
    return this.runtimeTrouble;
  }

  private async check(scope: Scope): Promise<PayloadVerdict> {
    const begun = Date.now();
    const verdict = await this.run(scope);
    const fields = { scope, verdict: verdict.verdict, ...details(verdict), ms: Date.now() - begun };
    if (verdict.verdict === 'intact') this.log.info('the payload was checked', fields);
    else this.log.error('the payload is not what was signed', fields);
    return verdict;
  }
}

export function troubleOf(verdict: PayloadVerdict): Trouble | null {
  switch (verdict.verdict) {
    case 'intact':
      return null;
    case 'unsigned':
    case 'forged':
      return { kind: `payload-${verdict.verdict}` };
    case 'unreadable':
      return { kind: 'payload-unreadable', reason: verdict.reason };
    case 'altered':
      return { kind: 'payload-altered', files: named(verdict.alterations), count: verdict.alterations.length };
  }
}

function named(alterations: readonly Alteration[]): Alteration[] {
  return alterations.slice(0, MOST_NAMED);
}

function details(verdict: PayloadVerdict): Fields {
  switch (verdict.verdict) {
    case 'intact':
      return { hashed: verdict.hashed };
    case 'altered':
      return { files: verdict.alterations.map(({ what, path }) => `${what} ${path}`).join(', ') };
    case 'unreadable':
      return { reason: verdict.reason };
    case 'unsigned':
    case 'forged':
      return {};
  }
}

/** A check that dies says nothing good about the files: it counts as one that could not read them. */
export function checkInWorker(file: string, order: Omit<Order, 'scope'>): RunCheck {
  return (scope) =>
    new Promise((resolve) => {
      const worker = new Worker(file, { workerData: { ...order, scope } satisfies Order });
      worker.once('message', resolve);
      worker.once('error', (error) => {
        resolve({ verdict: 'unreadable', reason: error.message });
      });
      worker.once('exit', (code) => {
        resolve({ verdict: 'unreadable', reason: `the check ended with code ${code}` });
      });
    });
}
