/** Planted defect (D3): again and again all sends are held until the slowest reader has caught up, or for a limit. */

import type { Connection } from '../core/connection.ts';
import { inertDetector } from '../detect/detector.ts';
import type { Bench } from '../policies/policy.ts';
import type { Defect } from './defect.ts';

const everyMs = 500;
/** Nobody is taken for dead by it: a miss needs an interval without any event. */
const limitUs = 700_000;
const lookMs = 25;
/** What was sent so long ago and is not acknowledged makes a slow reader. */
const behindUs = 200_000;

export const fanOutWaitsForTheSlowest: Defect = {
  name: 'fan-out-waits-for-the-slowest',
  summary: 'twice a second all sends wait for the slowest reader to catch up, for up to 700 ms',
  caughtBy: 'bystanders-undisturbed',
  scenario: 'slow-readers-beside-others',
  plant: (own) => {
    const held: (readonly [Connection, string])[] = [];
    const sinceUs = new Map<Connection, number>();
    let isHolding = false;
    const letGo = (): void => {
      isHolding = false;
      for (const [connection, text] of held.splice(0))
        if (!connection.isGone) own.deliver(connection, text);
    };
    const begin = ({ timetable }: Bench): void => {
      const isBehind = (): boolean =>
        [...sinceUs.values()].some((us) => timetable.nowUs - us > behindUs);
      const look = (untilUs: number): void => {
        isHolding = isBehind() && timetable.nowUs < untilUs;
        if (!isHolding) letGo();
        timetable.after(isHolding ? lookMs : everyMs, () => {
          look(isHolding ? untilUs : timetable.nowUs + limitUs);
        });
      };
      look(timetable.nowUs);
    };
    return {
      furtherDetectors: (bench) => {
        begin(bench);
        return [
          {
            ...inertDetector('slow-readers'),
            emitted: (connection) => {
              if (!sinceUs.has(connection)) sinceUs.set(connection, bench.timetable.nowUs);
            },
            heard: (connection, sign) => {
              if (sign !== 'progress') return;
              sinceUs.delete(connection);
              if (connection.emitter.isOutstanding) sinceUs.set(connection, bench.timetable.nowUs);
            },
            closed: (connection) => {
              sinceUs.delete(connection);
            },
          },
        ];
      },
      deliver: (connection, text) => {
        if (isHolding) held.push([connection, text]);
        else own.deliver(connection, text);
      },
    };
  },
};
