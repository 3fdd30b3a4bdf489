/** A chosen message changes places with the one behind it. */

import type { Direction as DirectionName } from '../../../harness/contracts/tap-rules.ts';
import type { FrameRule, Held } from '../frame-rule.ts';
import { chooser, type Choice } from './chosen.ts';
import { after, directionOf, type ArmedRule, type RuleHost } from './rule-host.ts';
import { once } from './swallow.ts';

/** Counts `swapped`, and `unswapped` for those that nothing followed within `waitMs`; another one is chosen in their place. */
export function swap(
  host: RuleHost,
  rule: Choice & { readonly direction: DirectionName; readonly waitMs: number },
): ArmedRule {
  const direction = directionOf(host, rule.direction);
  const choose = chooser(rule);
  let first: Held | undefined;
  let cancel = (): void => undefined;
  const deliver = (verb: 'swapped' | 'unswapped', ahead?: Held): void => {
    cancel();
    const behind = first;
    first = undefined;
    if (ahead !== undefined) direction.deliver(frames, ahead);
    if (behind === undefined) return;
    direction.deliver(frames, behind);
    host.count(verb);
  };
  const frames: FrameRule = {
    get isSpent() {
      return choose.isExhausted && first === undefined;
    },
    begin: ({ isControl }) => {
      if (isControl) return 'pass';
      const isChosen = choose.next();
      return first !== undefined || isChosen ? 'hold' : 'pass';
    },
    held: (held) => {
      if (first !== undefined) {
        deliver('swapped', held);
        return;
      }
      first = held;
      cancel = after(host.clock, rule.waitMs, () => {
        choose.giveBack();
        deliver('unswapped');
      });
    },
  };
  direction.arm(frames);
  return {
    disarm: once(() => {
      deliver('unswapped');
      direction.disarm(frames);
    }),
  };
}
