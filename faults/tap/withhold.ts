/** The rule of silent loss: of the messages counted from arming, every n-th is withheld, at most so many. */

import type { WithholdRule } from '../../harness/contracts/fault.ts';
import type { FrameRule } from './frame-rule.ts';

export interface WithholdLog {
  withheld(message: {
    readonly opcode: number;
    readonly bytes: number;
    readonly index: number;
  }): void;
  /** The first whole message that went on after a withheld one. */
  neighbourDelivered(index: number): void;
}

/** `index` in the log counts messages from arming, from 1. Control frames always pass. */
export function withholdMessages(
  { every, limit }: Pick<WithholdRule, 'every' | 'limit'>,
  log: WithholdLog,
): FrameRule {
  let index = 0;
  let withheld = 0;
  let awaitsNeighbour = false;
  return {
    get isSpent() {
      return withheld >= limit && !awaitsNeighbour;
    },
    begin: ({ isControl }) => {
      if (isControl) return 'pass';
      index++;
      return index % every === 0 && withheld < limit ? 'withhold' : 'pass';
    },
    end: ({ isControl, opcode }, fate, bytes) => {
      if (isControl) return;
      if (fate === 'pass') {
        if (awaitsNeighbour) log.neighbourDelivered(index);
        awaitsNeighbour = false;
        return;
      }
      withheld++;
      awaitsNeighbour = true;
      log.withheld({ opcode, bytes, index });
    },
  };
}
