/** What every kind of sink does, and what it says to another process. */

/** Values by the names thresholds and summaries use. */
export type Values = Record<string, number>;

export interface Sink {
  add(value: number): void;
  /** The aggregate a threshold names; `elapsedMs` of the run, for rates a second. */
  aggregate(name: string, elapsedMs: number): number;
  values(elapsedMs: number, trendStats: readonly string[]): Values;
  readonly isEmpty: boolean;
  /** What has been added since the last call, as JSON; the sink is empty afterwards. */
  take(): SinkDump;
  /** Adds what another process took out of its own sink. */
  merge(dump: SinkDump): void;
}

/** Numbers by name, and lists of numbers; which ones, each kind of sink knows for itself. */
export type SinkDump = Readonly<Record<string, number | readonly number[]>>;

export const numberIn = (dump: SinkDump, name: string): number => Number(dump[name] ?? 0);
