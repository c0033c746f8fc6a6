/** What can be wrong with the backend, as facts; `strings/` has the words for them. */

import type { Alteration } from '../payload/verdict';

/** The exit codes of the protocol that say more than that something went wrong. */
const ENDINGS = {
  64: 'handshake-refused',
  73: 'data-dir-not-usable',
  75: 'data-dir-in-use',
  78: 'database-newer',
} as const satisfies Record<number, string>;

type Ending = (typeof ENDINGS)[keyof typeof ENDINGS];

/** The backend's own account of its end, in English. */
export interface LastWords {
  readonly code: string;
  readonly message: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: string | null;
}

export type Trouble =
  | { readonly kind: 'backend-missing' | 'python-missing'; readonly path: string }
  | { readonly kind: 'payload-unsigned' | 'payload-forged' }
  | { readonly kind: 'payload-altered'; readonly files: readonly Alteration[]; readonly count: number }
  | { readonly kind: 'payload-unreadable'; readonly reason: string }
  | { readonly kind: 'not-started'; readonly reason: string }
  | { readonly kind: 'protocol-mismatch'; readonly protocol: number }
  | { readonly kind: 'slow-start'; readonly withinMs: number }
  | { readonly kind: 'unresponsive' }
  | { readonly kind: 'engine-failed'; readonly reason: string | null }
  | { readonly kind: Ending; readonly lastWords: LastWords | null }
  | { readonly kind: 'crashed'; readonly exit: Exit; readonly lastWords: LastWords | null }
  | { readonly kind: 'gave-up'; readonly crashes: number; readonly withinMs: number; readonly last: Trouble };

export function troubleOfExit(exit: Exit, lastWords: LastWords | null): Trouble {
  const kind = endingOf(exit.code);
  return kind === null
    ? { kind: 'crashed', exit: { code: exit.code, signal: exit.signal }, lastWords }
    : { kind, lastWords };
}

/** The backend's own code says more than ours: what is `crashed` to us may be `internal` to it. */
export function codeOf(trouble: Trouble): string {
  return 'lastWords' in trouble && trouble.lastWords !== null ? trouble.lastWords.code : trouble.kind;
}

/** Whether a person who asks for a new start may get one: files that are not what was signed stay so while it runs. */
export function canRestart(trouble: Trouble): boolean {
  return !trouble.kind.startsWith('payload-');
}

/** A new start would end in the same way. */
export function isHopeless(code: number | null): boolean {
  return endingOf(code) !== null && !waitsForOwner(code);
}

/** The owner of the data directory may be on its way out. */
export function waitsForOwner(code: number | null): boolean {
  return endingOf(code) === 'data-dir-in-use';
}

function endingOf(code: number | null): Ending | null {
  return code !== null && code in ENDINGS ? ENDINGS[code as keyof typeof ENDINGS] : null;
}
