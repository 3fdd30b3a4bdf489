/** Planted defect (Z1): the first failed send leaves the manager's lock taken, and removal wants that lock. */

import type { Connection } from '../core/connection.ts';
import type { Defect } from './defect.ts';

export const deadlockOnFailedSend: Defect = {
  name: 'deadlock-on-failed-send',
  summary: 'after one failed send the connection can be neither used nor removed',
  caughtBy: 'zombies-reclaimed',
  scenario: 'conservative-cleanup-misses-zombies',
  plant: (own) => {
    const locked = new WeakSet<Connection>();
    return {
      emitFailed: (connection) => {
        locked.add(connection);
      },
      removeDead: (connection, free) => {
        if (!locked.has(connection)) own.removeDead(connection, free);
      },
    };
  },
};
