/** When a load is to be believed: the bounds, and the doubts where one is past them. */

/**
 * Generous on purpose: on a busy two-core CI machine all processes of a run share the cores, and a delay of
 * this size is still far below any service level a scenario can hold a server to.
 */
export const honestLoad = {
  /**
   * 99th percentile of the event loop's delay in one sample. A sample is one second, some fifty delays, so this is
   * nearly the second's longest; a generator that is the bottleneck is late second after second.
   */
  loopDelayP99Ms: 250,
  /** Seconds that may be later than that: one, or one in ten. */
  lateSamplesPercent: 10,
  loopDelayMaxMs: 1000,
  /**
   * Messages that a timer of the script wanted sent: 99th percentile of how late they left, over the whole run. As
   * long as the loop may stand still once, because in a short run that alone is one message in a hundred.
   */
  sendLatenessP99Ms: 1000,
  achievedPercent: 95,
  droppedPercent: 1,
} as const;

/** The event loop's delay in one second of the load. */
export interface LoopDelays {
  readonly loopDelayP99Ms: number;
  readonly loopDelayMaxMs: number;
}

/** Iterations that were due, begun and dropped, over the whole run. */
export interface StartCounts {
  readonly plannedStarts: number;
  readonly achievedStarts: number;
  readonly dropped: number;
}

/** What a load says of itself. */
export interface LoadAccount {
  readonly seconds: readonly LoopDelays[];
  readonly starts: StartCounts;
  readonly sendLatenessP99Ms: number;
}

/** Why the load is not to be believed; empty where it is. */
export function loadDoubts({ seconds, starts, sendLatenessP99Ms }: LoadAccount): string[] {
  const maxMs = Math.max(0, ...seconds.map((second) => second.loopDelayMaxMs));
  return [
    ...lateDoubts(seconds),
    ...over('event loop delay', maxMs, honestLoad.loopDelayMaxMs),
    ...over('lateness p99 of messages', sendLatenessP99Ms, honestLoad.sendLatenessP99Ms),
    ...startDoubts(starts),
  ];
}

function startDoubts({ plannedStarts, achievedStarts, dropped }: StartCounts): string[] {
  const doubts: string[] = [];
  if (achievedStarts * 100 < plannedStarts * honestLoad.achievedPercent) {
    doubts.push(`only ${achievedStarts} of ${plannedStarts} planned starts happened`);
  }
  if (dropped * 100 > plannedStarts * honestLoad.droppedPercent) {
    doubts.push(`${dropped} of ${plannedStarts} iterations were dropped`);
  }
  return doubts;
}

function lateDoubts(seconds: readonly LoopDelays[]): string[] {
  const { loopDelayP99Ms, lateSamplesPercent } = honestLoad;
  const late = seconds.filter((second) => second.loopDelayP99Ms > loopDelayP99Ms).length;
  if (late <= Math.max(1, (seconds.length * lateSamplesPercent) / 100)) return [];
  const share = `${late} of ${seconds.length} samples`;
  return [`event loop delay p99 of the load was over ${loopDelayP99Ms} ms in ${share}`];
}

function over(what: string, valueMs: number, limitMs: number): string[] {
  const shown = Math.round(valueMs * 10) / 10;
  return valueMs > limitMs ? [`${what} of the load was ${shown} ms, over ${limitMs} ms`] : [];
}
