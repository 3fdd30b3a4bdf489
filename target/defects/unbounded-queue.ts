/**
 * Planted defect (D1): one queue for all sends, without bound, emptied more slowly than it fills.
 *
 * It brings its own cause, because no fault does within a scenario: a client that stopped reading has 4 MB taken by the
 * kernel before one byte waits in this process (measured on loopback), and the fastest stream of the user mix,
 * 11.4 kB/s, needs six minutes for that. The probes see such a client within a second; a trickle reader they do not see
 * only makes the server's memory grow, which harms nobody before it is all used up.
 */

import type { Connection } from '../core/connection.ts';
import type { Defect } from './defect.ts';
import { afterFirst, type AfterFirst } from './parts/after-first.ts';

const everyMs = 25;
const startAfterUs = 2_000_000;

export const unboundedQueue: Defect = {
  name: 'unbounded-queue',
  summary:
    'all sends wait in one queue that only grows: everybody falls behind until taken for dead',
  caughtBy: 'live-connections-kept',
  // What a removed connection still had to get is lost with it.
  alsoCaughtBy: ['events-delivered'],
  scenario: 'half-open-storm',
  plant: (own) => {
    const queue: (readonly [Connection, string])[] = [];
    let first: AfterFirst | undefined;
    return {
      furtherDetectors: ({ timetable, clock }) => {
        const sendOne = (): void => {
          const next = queue.shift();
          if (next !== undefined && !next[0].isGone) own.deliver(...next);
          timetable.after(everyMs, sendOne);
        };
        sendOne();
        first = afterFirst(clock);
        return [first.watch];
      },
      deliver: (connection, text) => {
        if (first?.hasPassed(startAfterUs) === true) queue.push([connection, text]);
        else own.deliver(connection, text);
      },
    };
  },
};
