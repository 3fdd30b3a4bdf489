/** Chosen messages arrive more than once, one right behind the other. */

import type { Direction as DirectionName } from '../../../harness/contracts/tap-rules.ts';
import type { FrameRule } from '../frame-rule.ts';
import { chooser, type Choice } from './chosen.ts';
import { directionOf, type ArmedRule, type RuleHost } from './rule-host.ts';

/** Counts `repeated`: copies beyond the first. */
export function repeat(
  host: RuleHost,
  rule: Choice & { readonly direction: DirectionName; readonly times: number },
): ArmedRule {
  const direction = directionOf(host, rule.direction);
  const choose = chooser(rule);
  const frames: FrameRule = {
    get isSpent() {
      return choose.isExhausted;
    },
    begin: ({ isControl }) => (!isControl && choose.next() ? 'hold' : 'pass'),
    held: (held) => {
      // to the rules behind this one each copy is a message of its own
      for (let copy = 0; copy <= rule.times; copy++)
        direction.deliver(frames, { ...held, unit: { ...held.unit } });
      host.count('repeated', rule.times);
    },
  };
  direction.arm(frames);
  return {
    disarm: () => {
      direction.disarm(frames);
    },
  };
}
