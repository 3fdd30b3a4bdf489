/** Planted defect (D1): one queue for all sends, without bound, emptied more slowly than it fills. */

import type { Connection } from '../core/connection.ts';
import type { Defect } from './defect.ts';

const everyMs = 25;

export const unboundedQueue: Defect = {
  name: 'unbounded-queue',
  summary:
    'all sends wait in one queue that only grows: everybody falls behind until taken for dead',
  caughtBy: 'live-connections-kept',
  scenario: 'zombies-accumulate-under-user-mix',
  plant: (own) => {
    const queue: (readonly [Connection, string])[] = [];
    return {
      furtherDetectors: ({ timetable }) => {
        const sendOne = (): void => {
          const first = queue.shift();
          if (first !== undefined && !first[0].isGone) own.deliver(...first);
          timetable.after(everyMs, sendOne);
        };
        sendOne();
        return [];
      },
      deliver: (connection, text) => {
        queue.push([connection, text]);
      },
    };
  },
};
