/** Until when a run judges the server: before its own shutdown, and before a part of it was lost. */

import type { RunHistory } from '../contracts/checker.ts';
import type { HistoryEvent } from '../contracts/history.ts';

/** A process that dies drops its connections first; its exit is noticed up to this much later. */
const deathNoticedWithinUs = 500_000;

/** Monotonic microseconds; just after the last event where the history stops without an end. */
export function judgedUntilUs({ events }: RunHistory): number {
  const end = events.find(endsJudgement);
  const endUs = end === undefined ? (events.at(-1)?.atUs ?? 0) + 1 : momentOf(end);
  return Math.min(endUs, ...lastAnswersUs(events));
}

function momentOf(end: HistoryEvent): number {
  return isLoss(end) ? end.atUs - deathNoticedWithinUs : end.atUs;
}

/** One that was stuck broke connections long before anybody noticed, maybe before the run's own end. */
function lastAnswersUs(events: readonly HistoryEvent[]): readonly number[] {
  return events
    .filter((event) => event.kind === 'part.restarted')
    .map(({ aliveUntilUs, atUs }) => aliveUntilUs ?? atUs);
}

/** One that was replaced took every connection with it, too. */
function isLoss(event: HistoryEvent): boolean {
  return event.kind === 'part.restarted' || (event.kind === 'part.exited' && !event.expected);
}

function endsJudgement(event: HistoryEvent): boolean {
  if (event.kind === 'phase.begin') return event.phase === 'final-census';
  if (event.kind === 'phase.end') return event.phase === 'recovery';
  return isLoss(event) || event.kind === 'part.exited' || event.kind === 'run.end';
}
