/** How long an answer is waited for while somebody else waits for the slot. */

/** No haste is greater: a living client has other things to do as well. */
const leastMs = 50;
/** An answer four times as late as the latest of late is not to be expected any more. */
const timesSlower = 4;
/** For who has answered nothing yet: a living peer by satellite and its first retransmission need no longer. */
const newcomerMs = 1000;

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

/**
 * In microseconds. Who always needed longer than the urgent interval gets the time that the regular one gives, and so
 * does a newcomer, suspect or not: nobody knows what it needs, so haste alone takes nobody without a history.
 */
export function patienceUs(
  { isSuspect, slowestUs }: Answers,
  { intervalMs, urgentMs }: Pace,
): number {
  if (slowestUs === 0) return Math.max(urgentMs, Math.min(newcomerMs, intervalMs)) * 1000;
  const slowestMs = slowestUs / 1000;
  const mostMs = Math.max(urgentMs, Math.min(slowestMs, intervalMs));
  if (!isSuspect) return mostMs * 1000;
  return Math.min(mostMs, Math.max(leastMs, timesSlower * slowestMs)) * 1000;
}
