/** Which signs of a reclaim this run could have seen at all: what nobody watches never happens. */

import type { RunHistory } from '../contracts/checker.ts';
import type { ReclaimSign } from './zombie-ledger.ts';

/** The tap always sees the wire; slots need a census, descriptors a process on this machine. */
export function witnessesOf({ events }: RunHistory): ReadonlySet<ReclaimSign> {
  const seen = new Set<ReclaimSign>(['closeSeen']);
  for (const event of events) {
    if (event.kind === 'census' || event.kind === 'slot.free') seen.add('slotFree');
    else if (event.kind === 'socket.gone') seen.add('socketGone');
    else if (event.kind === 'target.started' && event.pid !== undefined) seen.add('socketGone');
  }
  return seen;
}
