/** The supervisor's patience, in milliseconds unless a name says otherwise. */
export const limits = {
  protocol: 1,
  /** From the spawn to the first answer of `/health`; a virus scanner may read the whole program first. */
  startMs: 60_000,
  firstAnswerIntervalMs: 250,
  healthIntervalMs: 2_000,
  healthTimeoutMs: 2_000,
  /** Checks missed in a row. Loading the engine keeps the interpreter busy, so that one is given more. */
  missesUntilShown: 2,
  missesUntilKilled: 5,
  missesWhileLoading: 20,
  /** A backend that was healthy for this long starts its count of attempts anew. */
  steadyMs: 60_000,
  /** A timer that fires this much late did so because the machine slept. */
  sleepJumpMs: 8_000,
  wakeGraceMs: 1_000,
  /** The steps of a stop: stdin closed, then SIGTERM, then SIGKILL. */
  stdinGraceMs: 2_000,
  termGraceMs: 1_000,
} as const;
