/** Planted defect (D4): drops events of its own accord and tells nobody. */

import type { Defect } from './defect.ts';
import { eventsDroppedSilently } from './events-dropped-silently.ts';

const everyNth = 40;

export const dropsUnderPressure: Defect = {
  name: 'drops-under-pressure',
  summary: 'throws away every 40th event to keep up, with no gap marker',
  caughtBy: 'events-delivered',
  scenario: 'zombies-accumulate-under-user-mix',
  plant: (own) => {
    let count = 0;
    return {
      ...eventsDroppedSilently.plant(own),
      deliver: (connection, text) => {
        if (++count % everyNth !== 0) own.deliver(connection, text);
      },
    };
  },
};
