/** Planted defect (G4): two senders of one connection without an order between them: now and then one overtakes. */

import type { Connection } from '../core/connection.ts';
import type { Defect } from './defect.ts';

const everyNth = 40;

export const overtakingEvents: Defect = {
  name: 'overtaking-events',
  summary: 'every 40th event is sent after the one that follows it',
  caughtBy: 'events-in-place',
  scenario: 'half-open-storm',
  plant: (own) => {
    const held = new WeakMap<Connection, string>();
    let count = 0;
    return {
      deliver: (connection, text) => {
        const overtaken = held.get(connection);
        if (overtaken === undefined && ++count % everyNth === 0) {
          held.set(connection, text);
          return;
        }
        held.delete(connection);
        own.deliver(connection, text);
        if (overtaken !== undefined) own.deliver(connection, overtaken);
      },
    };
  },
};
