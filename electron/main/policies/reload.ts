/** Whether a window whose page crashed is loaded again. */

const CRASHES_UNTIL_TOLD = 3;
const WINDOW_MS = 60_000;

export interface ReloadVerdict {
  verdict: 'reload' | 'tell-the-user' | 'nothing-to-do';
  /** The crashes that still count, this one included. */
  crashes: number[];
}

export function reloadVerdict(reason: string, earlier: readonly number[], now: number): ReloadVerdict {
  if (reason === 'clean-exit') return { verdict: 'nothing-to-do', crashes: [...earlier] };
  const crashes = [...earlier.filter((time) => now - time < WINDOW_MS), now];
  return { verdict: crashes.length >= CRASHES_UNTIL_TOLD ? 'tell-the-user' : 'reload', crashes };
}
