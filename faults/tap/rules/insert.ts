/** Bytes of our own between two frames, legal or not, once or as a flood; no more at a time than the other side takes. */

import type { Direction as DirectionName } from '../../../harness/contracts/tap-rules.ts';
import { after, directionOf, type ArmedRule, type RuleHost } from './rule-host.ts';

interface Insertion {
  readonly direction: DirectionName;
  readonly hex: string;
  readonly times: number;
  readonly everyMs?: number;
}

/** After so many bytes of a burst the other connections have their turn. */
const burstBytes = 65_536;
const breathMs = 1;

/** Counts `inserted`: those on their way, not those that wait until the other side reads. */
export function insert(host: RuleHost, rule: Insertion): ArmedRule {
  const direction = directionOf(host, rule.direction);
  const bytes = Buffer.from(rule.hex, 'hex');
  const { everyMs } = rule;
  const atOnce = everyMs === undefined ? Math.max(1, Math.floor(burstBytes / bytes.length)) : 1;
  let left = rule.times;
  let cancel = (): void => undefined;
  const put = (): void => {
    for (let turn = 0; turn < atOnce && left > 0 && direction.hasRoom; turn++) {
      left--;
      direction.insert(bytes, true);
      host.count('inserted');
    }
    if (left === 0) return;
    cancel = direction.hasRoom
      ? after(host.clock, everyMs ?? breathMs, put)
      : direction.onceRoom(put);
  };
  put();
  return {
    disarm: () => {
      left = 0;
      cancel();
    },
  };
}
