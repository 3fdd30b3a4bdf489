/** Who is turned away for now is told when to come back: without a hint, clients try again at once or never. */

import { keyOf } from '../contracts/connection-id.ts';
import type { Checker, Violation } from '../contracts/checker.ts';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import { formatDurationMs } from '../contracts/units.ts';
import { finding, notApplicable } from './findings.ts';
import { judgedUntilUs } from './judged-until.ts';
import { isTurnedAway } from './turned-away.ts';

export const refusalsSayWhen: Checker = {
  name: 'refusals-say-when',
  summary: 'who is turned away for now is told when to come back, and that is soon',
  check: (history) => {
    const withinMs = history.plan.serviceLevel.retryWithinMs;
    if (withinMs === undefined) return notApplicable('the service level names no retryWithin');
    const untilUs = judgedUntilUs(history);
    const judged = history.events.filter(({ atUs }) => atUs < untilUs);
    const refusals = judged.filter(isRefusalForNow);
    const seen = judged.filter((event) => event.kind === 'tap.refused' && isTurnedAway(event));
    if (refusals.length === 0 && seen.length > 0) {
      const reason = `${seen.length} were turned away, and this load engine does not tell with which words`;
      return { outcome: 'unknown', reason };
    }
    /** One a key: its first. */
    const violations = new Map<string, Violation>();
    for (const { connection, atUs, status, retryAfterMs } of refusals) {
      const key = keyOf(connection);
      if (violations.has(key) || (retryAfterMs ?? Infinity) <= withinMs) continue;
      const message = `${key} was turned away (${status}) and ${told(retryAfterMs)}, the service level is ${formatDurationMs(withinMs)}`;
      violations.set(key, { message, connection: key, atUs });
    }
    return finding([...violations.values()], {
      refusals: refusals.length,
      longestMs: refusals.reduce((most, { retryAfterMs = 0 }) => Math.max(most, retryAfterMs), 0),
      unheld: violations.size,
    });
  },
};

function isRefusalForNow(event: HistoryEvent): event is EventOf<'client.refused'> {
  return event.kind === 'client.refused' && isTurnedAway(event);
}

function told(retryAfterMs: number | undefined): string {
  return retryAfterMs === undefined
    ? 'not told when to come back'
    : `told to come back in ${formatDurationMs(retryAfterMs)}`;
}
