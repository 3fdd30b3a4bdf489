/** The planted defects by name, sorted. */

import { ownParts, type Seams } from '../core/seams.ts';
import { UsageError } from '../settings/usage-error.ts';
import type { Defect } from './defect.ts';
import { eventsDroppedSilently } from './events-dropped-silently.ts';
import { firstComeAdmission } from './first-come-admission.ts';
import { idleIsDead } from './idle-is-dead.ts';
import { missedDecrement } from './missed-decrement.ts';
import { noFunctionalProbe } from './no-functional-probe.ts';
import { noHeartbeat } from './no-heartbeat.ts';
import { politeCloseOnDeadPeer } from './polite-close-on-dead-peer.ts';
import { probeErrorIsDeath } from './probe-error-is-death.ts';
import { reservedForTheDead } from './reserved-for-the-dead.ts';

export const defects: ReadonlyMap<string, Defect> = new Map(
  [
    eventsDroppedSilently,
    firstComeAdmission,
    idleIsDead,
    missedDecrement,
    noFunctionalProbe,
    noHeartbeat,
    politeCloseOnDeadPeer,
    probeErrorIsDeath,
    reservedForTheDead,
  ].map((defect) => [defect.name, defect]),
);

/** The server's parts with the named defect planted. Throws UsageError for a name that is not there. */
export function seamsWith(name: string | undefined): Seams {
  if (name === undefined) return ownParts;
  const defect = defects.get(name);
  if (defect === undefined) {
    throw new UsageError(`no defect ${name}; there are ${[...defects.keys()].join(', ')}`);
  }
  return { ...ownParts, ...defect.plant(ownParts) };
}
