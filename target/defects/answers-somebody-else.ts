/** Planted defect (E6): the receiver is kept in one variable for all, and another turn has changed it meanwhile. */

import type { Connection } from '../core/connection.ts';
import { afterFirst, type AfterFirst } from './parts/after-first.ts';
import type { Defect } from './defect.ts';

const everyNth = 40;
/** Once faults have been proven. */
const startAfterUs = 2_000_000;

export const answersSomebodyElse: Defect = {
  name: 'answers-somebody-else',
  summary: 'every 40th event goes to whoever was served before',
  caughtBy: 'events-in-place',
  // To whom it goes it has the number of an event of that client's own, which is then taken for a repetition.
  alsoCaughtBy: ['events-delivered'],
  scenario: 'half-open-storm',
  plant: (own) => {
    let before: Connection | undefined;
    let count = 0;
    let first: AfterFirst | undefined;
    return {
      furtherDetectors: ({ clock }) => {
        first = afterFirst(clock);
        return [first.watch];
      },
      deliver: (connection, text) => {
        const other = before === undefined || before.isGone ? connection : before;
        before = connection;
        const isMixedUp = first?.hasPassed(startAfterUs) === true && ++count % everyNth === 0;
        own.deliver(isMixedUp ? other : connection, text);
      },
    };
  },
};
