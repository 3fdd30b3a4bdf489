/** Who is turned away for now is told when to come back: without a hint, clients try again at once or never. */

import { keyOf } from '../contracts/connection-id.ts';
import type { Checker, Violation } from '../contracts/checker.ts';
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
    let refusals = 0;
    let longestMs = 0;
    /** One a key: its first. */
    const violations = new Map<string, Violation>();
    for (const event of history.events) {
      if (event.atUs >= untilUs) break;
      if (event.kind !== 'client.refused' || !isTurnedAway(event)) continue;
      const { atUs, status, retryAfterMs } = event;
      refusals += 1;
      longestMs = Math.max(longestMs, retryAfterMs ?? 0);
      const key = keyOf(event.connection);
      if (violations.has(key) || (retryAfterMs ?? Infinity) <= withinMs) continue;
      const message = `${key} was turned away (${status}) and ${told(retryAfterMs)}, the service level is ${formatDurationMs(withinMs)}`;
      violations.set(key, { message, connection: key, atUs });
    }
    return finding([...violations.values()], { refusals, longestMs, unheld: violations.size });
  },
};

function told(retryAfterMs: number | undefined): string {
  return retryAfterMs === undefined
    ? 'not told when to come back'
    : `told to come back in ${formatDurationMs(retryAfterMs)}`;
}
