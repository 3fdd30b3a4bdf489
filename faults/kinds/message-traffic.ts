/** What faults of single messages need of their victims, and what they say of those that say too little. */

import type { Direction } from '../../harness/contracts/tap-rules.ts';
import type { Evidence } from '../proof/evidence.ts';

interface Chosen {
  readonly direction: Direction;
  readonly every: number;
}

/** For the documents. */
export const messagesWanted =
  'of each victim at least `every` messages in `direction` within `proofWithin`';

/** Since the injection; the same count the tap's rules go by, but for a message that was under way. */
export function messagesCame({ before, now }: Evidence, { direction }: Chosen): number {
  return direction === 'up'
    ? now.messagesUp - before.messagesUp
    : now.messagesDown - before.messagesDown;
}

export function tooFewMessages(evidence: Evidence, chosen: Chosen): string {
  const came = messagesCame(evidence, chosen);
  return `${came} came ${chosen.direction}, of which number ${chosen.every} is the first to be hit`;
}
