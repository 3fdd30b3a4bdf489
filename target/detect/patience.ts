/** How long an answer is waited for while somebody else waits for the slot. */

/** No haste is greater: a living client has other things to do as well. */
const leastMs = 50;
/** An answer four times as late as the latest of late is not to be expected any more. */
const timesSlower = 4;
/** Of the urgent interval, for a suspect that has never answered anything. */
const shareForStrangers = 0.5;

export interface Pace {
  readonly intervalMs: number;
  readonly urgentMs: number;
}

export interface Answers {
  /** It has already let a whole interval pass. */
  readonly isSuspect: boolean;
  /** The longest it took to answer of late; 0 for one that never did. */
  readonly slowestUs: number;
}

/** In microseconds. Who always needed longer than the urgent interval gets the time that the regular one gives. */
export function patienceUs(
  { isSuspect, slowestUs }: Answers,
  { intervalMs, urgentMs }: Pace,
): number {
  const slowestMs = slowestUs / 1000;
  const mostMs = Math.max(urgentMs, Math.min(slowestMs, intervalMs));
  if (!isSuspect) return mostMs * 1000;
  const wantedMs = slowestUs === 0 ? shareForStrangers * urgentMs : timesSlower * slowestMs;
  return Math.min(mostMs, Math.max(leastMs, wantedMs)) * 1000;
}
