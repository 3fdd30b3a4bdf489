/** Planted defect (Z19): one circuit breaker for all tenants, opened by the trouble of a few. */

import { refuse } from '../admission/doorkeeper.ts';
import type { Defect } from './defect.ts';

const tolerated = 3;

export const factoryWideBreaker: Defect = {
  name: 'factory-wide-breaker',
  summary: 'three zombies anywhere open a breaker that refuses everybody for minutes',
  caughtBy: 'priority-admitted',
  scenario: 'enterprise-onboarding-blocked',
  plant: (own) => {
    let failures = 0;
    return {
      removeDead: (connection, free) => {
        failures++;
        own.removeDead(connection, free);
      },
      doorkeeper: (bench, parts) => {
        const doorkeeper = own.doorkeeper(bench, parts);
        const reason = 'the cleanup breaker is open';
        return {
          ...doorkeeper,
          admit: (applicant) =>
            failures >= tolerated
              ? refuse({ error: 'limit', reason, retryable: true })
              : doorkeeper.admit(applicant),
        };
      },
    };
  },
};
