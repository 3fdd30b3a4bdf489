/** Every event a connection was sent arrives, is replayed, or is said to be lost, within the service level. */

import type { Checker, RunHistory } from '../contracts/checker.ts';
import { DeliveryAudit } from './delivery-audit.ts';
import { faultWindows } from './fault-windows.ts';
import { finding, isReferenceServer, notApplicable } from './findings.ts';

export const eventsDelivered: Checker = {
  name: 'events-delivered',
  summary: 'no event is lost in silence: it is replayed or reported within the service level',
  check: (history) => {
    const audit = new DeliveryAudit(
      history.plan.serviceLevel.deliverWithinMs * 1000,
      deadFrom(history),
    );
    let lastUs = 0;
    for (const event of history.events) {
      lastUs = event.atUs;
      audit.note(event);
    }
    audit.close(lastUs);
    if (audit.reports === 0) {
      return isReferenceServer(history.plan)
        ? { outcome: 'unknown', reason: 'no client reported what it received' }
        : notApplicable('the clients of this load report no sequence numbers');
    }
    const { gaps, unjudged, violations } = audit;
    if (violations.length === 0 && unjudged > 0 && unjudged === gaps) {
      return { outcome: 'unknown', reason: `all ${gaps} gaps came too late to be judged` };
    }
    const { filled, reported } = audit;
    return finding(violations, { gaps, filled, reported, unjudged });
  },
};

/** From when on each that is dead, or may be, may rightly miss events, for good. */
function deadFrom(history: RunHistory): ReadonlyMap<string, number> {
  const from = new Map<string, number>();
  for (const { victims, beginUs, deadUs, makesZombies } of faultWindows(history)) {
    const dead = makesZombies ? victims : deadUs.keys();
    for (const victim of dead) from.set(victim, Math.min(beginUs, from.get(victim) ?? Infinity));
  }
  return from;
}
