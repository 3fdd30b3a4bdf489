/** Bytes of our own between two frames, legal or not, once or as a flood. */

import type { Direction as DirectionName } from '../../../harness/contracts/tap-rules.ts';
import { after, directionOf, type ArmedRule, type RuleHost } from './rule-host.ts';

interface Insertion {
  readonly direction: DirectionName;
  readonly hex: string;
  readonly times: number;
  readonly everyMs?: number;
}

/** Counts `inserted`. */
export function insert(host: RuleHost, rule: Insertion): ArmedRule {
  const direction = directionOf(host, rule.direction);
  const bytes = Buffer.from(rule.hex, 'hex');
  let left = rule.times;
  let cancel = (): void => undefined;
  const put = (): void => {
    left--;
    direction.insert(bytes, true);
    host.connection.count('inserted');
  };
  const { everyMs } = rule;
  if (everyMs === undefined) while (left > 0) put();
  else {
    const tick = (): void => {
      put();
      if (left > 0) cancel = after(host.clock, everyMs, tick);
    };
    tick();
  }
  return {
    disarm: () => {
      left = 0;
      cancel();
    },
  };
}
