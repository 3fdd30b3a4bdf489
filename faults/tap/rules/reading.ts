/** Rules about how fast the tap reads what a side sends: not at all, or a little at a time. */

import type { Side } from '../../../harness/contracts/history.ts';
import { after, directionFrom, type ArmedRule, type RuleHost } from './rule-host.ts';
import { once } from './swallow.ts';

export function stopReading(host: RuleHost, { side }: { side: Side }): ArmedRule {
  const direction = directionFrom(host, side);
  direction.stop();
  return {
    disarm: once(() => {
      direction.go();
    }),
  };
}

/** After each piece read, a rest as long as it should have taken. Counts `rested`. */
export function readSlowly(
  host: RuleHost,
  { side, bytesPerSecond }: { side: Side; bytesPerSecond: number },
): ArmedRule {
  const direction = directionFrom(host, side);
  let wake = (): void => undefined;
  const rest = (chunk: Buffer): Buffer => {
    host.count('rested');
    direction.stop();
    const go = once(() => {
      direction.go();
    });
    const cancel = after(host.clock, (chunk.length / bytesPerSecond) * 1000, go);
    wake = () => {
      cancel();
      go();
    };
    return chunk;
  };
  direction.filter(rest);
  return {
    disarm: once(() => {
      direction.unfilter(rest);
      wake();
    }),
  };
}
