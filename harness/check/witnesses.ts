/** Which signs of a reclaim this run could have seen at all: what nobody watches never happens. */

import type { RunHistory } from '../contracts/checker.ts';
import type { EventOf } from '../contracts/history.ts';
import { hostOf, isLoopback } from '../contracts/loopback.ts';
import type { ReclaimSign } from './zombie-ledger.ts';

/** The tap always sees the wire; slots need a census, descriptors a server on this machine. */
export function witnessesOf({ events }: RunHistory): ReadonlySet<ReclaimSign> {
  const seen = new Set<ReclaimSign>(['closeSeen']);
  for (const event of events) {
    if (event.kind === 'census' || event.kind === 'slot.free') seen.add('slotFree');
    else if (event.kind === 'socket.gone') seen.add('socketGone');
    else if (event.kind === 'target.started' && isHere(event)) seen.add('socketGone');
  }
  return seen;
}

function isHere({ pid, url }: EventOf<'target.started'>): boolean {
  return pid !== undefined || (URL.canParse(url) && isLoopback(hostOf(new URL(url))));
}
