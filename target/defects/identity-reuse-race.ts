/** Planted defect (Z9): cleanup goes by the user's key, not by the connection it was started for. */

import type { Bench } from '../policies/policy.ts';
import type { Defect } from './defect.ts';

export const identityReuseRace: Defect = {
  name: 'identity-reuse-race',
  summary: 'removing a zombie takes whatever else is registered under the same user',
  caughtBy: 'live-connections-kept',
  scenario: 'conservative-cleanup-misses-zombies',
  plant: (own) => {
    let bench: Bench | undefined;
    return {
      furtherDetectors: (given) => {
        bench = given;
        return [];
      },
      removeDead: (connection, free) => {
        own.removeDead(connection, free);
        for (const other of bench?.registry.connections() ?? []) {
          if (other.user === connection.user) other.wire.terminate();
        }
      },
    };
  },
};
