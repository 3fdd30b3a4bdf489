/** The only time and chance anyone may use: real ones in `run/`, hand-driven ones in tests. */

export interface Clock {
  /** Microseconds on the machine's monotonic clock (`process.hrtime`), comparable between processes. */
  nowUs(): number;
  /** Resolves after `ms`; rejects with the signal's reason when it aborts first. */
  delay(ms: number, signal?: AbortSignal): Promise<void>;
  /** Wall time as ISO 8601: a label for people, never compared. */
  wallTime(): string;
}

/** Seeded chance. Integers only, so that no rounding differs between machines. */
export interface Random {
  /** An integer in `[0, below)`. Throws RangeError unless `below` is a positive safe integer. */
  integer(below: number): number;
  /** A new array in random order. */
  shuffle<Item>(items: readonly Item[]): Item[];
  /** An independent generator; the same label always gives the same one. */
  fork(label: string): Random;
}
