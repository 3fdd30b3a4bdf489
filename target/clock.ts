/** The server's only source of time: one monotonic clock and one way to be woken. */

export interface TargetClock {
  /** Microseconds of `process.hrtime`, comparable with the harness's. */
  nowUs(): number;
  /** Calls `run` once after `ms`, unless the returned function is called first. */
  after(ms: number, run: () => void): () => void;
}

/** Reads the globals at each call, so that sinon's fake timers drive it too. */
export const realClock: TargetClock = {
  nowUs: () => Number(process.hrtime.bigint() / 1000n),
  after: (ms, run) => {
    const timer = setTimeout(run, ms);
    return () => {
      clearTimeout(timer);
    };
  },
};
