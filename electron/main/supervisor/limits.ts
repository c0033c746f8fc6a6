/** The supervisor's patience, in milliseconds unless a name says otherwise. */
export const limits = {
  protocol: 1,
  /** From the spawn to the line that names the port; a virus scanner may read the whole program first. */
  startMs: 60_000,
  /** From there to the first answer of `/health`: the port is open before it is named. */
  answerMs: 15_000,
  /** Starts in a row that took all that time: what the user would wait for is no longer likely to come. */
  slowStartsUntilFailed: 2,
  firstAnswerIntervalMs: 250,
  /** Each check wakes two processes that may have nothing else to do all day. */
  healthIntervalMs: 2_000,
  healthTimeoutMs: 2_000,
  /** The wait after a missed check: what does not answer is known, and replaced, within 15 s. */
  missIntervalMs: 100,
  /**
   * Checks missed in a row. Three are six seconds without a word, a hundred times what the busiest backend was seen to
   * take for one; loading the engine keeps the interpreter busy for a second or two, so that it is given more.
   */
  missesUntilShown: 2,
  missesUntilKilled: 3,
  missesWhileLoading: 4,
  /** A backend that was healthy for this long starts its count of attempts anew. */
  steadyMs: 60_000,
  /** A timer that fires this much late did so because the machine slept. */
  sleepJumpMs: 8_000,
  wakeGraceMs: 1_000,
  /** The steps of a stop: stdin closed, then SIGTERM, then SIGKILL. */
  stdinGraceMs: 2_000,
  termGraceMs: 1_000,
} as const;
