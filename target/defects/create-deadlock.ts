/** Planted defect (Z20): making a manager waits for a lock that a cleanup took and never gave back. */

import type { Defect } from './defect.ts';

export const createDeadlock: Defect = {
  name: 'create-deadlock',
  summary: 'after the first cleanup no upgrade is ever answered again',
  caughtBy: 'priority-admitted',
  scenario: 'enterprise-onboarding-blocked',
  plant: (own) => {
    let isLocked = false;
    return {
      removeDead: (connection, free) => {
        isLocked = true;
        own.removeDead(connection, free);
      },
      doorkeeper: (bench, parts) => {
        const doorkeeper = own.doorkeeper(bench, parts);
        return {
          ...doorkeeper,
          admit: (applicant) =>
            isLocked ? new Promise(() => undefined) : doorkeeper.admit(applicant),
        };
      },
    };
  },
};
