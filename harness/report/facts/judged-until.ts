/** Until when a run judges the server: before its own shutdown, and before a part of it was lost. */

import type { HistoryEvent } from '../../contracts/history.ts';

/** Monotonic microseconds; Infinity where the history just stops. */
export function judgedUntilUs(events: readonly HistoryEvent[]): number {
  const endUs = events.find(endsJudgement)?.atUs ?? Infinity;
  return Math.min(endUs, ...lastAnswersUs(events));
}

/** One that was stuck broke connections long before anybody noticed. */
function lastAnswersUs(events: readonly HistoryEvent[]): readonly number[] {
  return events
    .filter((event) => event.kind === 'part.restarted')
    .map(({ aliveUntilUs, atUs }) => aliveUntilUs ?? atUs);
}

function endsJudgement(event: HistoryEvent): boolean {
  if (event.kind === 'phase.begin') return event.phase === 'final-census';
  if (event.kind === 'phase.end') return event.phase === 'recovery';
  return ['part.exited', 'part.restarted', 'run.end'].includes(event.kind);
}
