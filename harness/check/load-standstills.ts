/** When the load itself stood still: its clients answered nobody, and any server may take them for dead. */

import type { RunHistory } from '../contracts/checker.ts';
import { honestLoad } from '../contracts/honest-load.ts';

/** For how long, milliseconds, in the second before or about this time; undefined where it did not. */
export type Standstill = (atUs: number) => number | undefined;

export function loadStandstills({ events }: RunHistory): Standstill {
  const limitMs = honestLoad.loopDelayP99Ms;
  const spans: { readonly fromUs: number; readonly untilUs: number; readonly ms: number }[] = [];
  let fromUs = -Infinity;
  for (const event of events) {
    if (event.kind !== 'load.sample') continue;
    const { atUs, loopDelayMaxMs: ms } = event;
    // what a server has decided meanwhile it may do a moment after
    if (ms > limitMs) spans.push({ fromUs, untilUs: atUs + limitMs * 1000, ms });
    fromUs = atUs;
  }
  return (atUs) => {
    const about = spans.filter((span) => atUs >= span.fromUs && atUs <= span.untilUs);
    return about.length === 0 ? undefined : Math.max(...about.map(({ ms }) => ms));
  };
}
