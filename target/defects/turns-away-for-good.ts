/** Planted defect (P5): the incident's "please close existing connections first", said to whom there is no room for right now. */

import type { Decision } from '../admission/doorkeeper.ts';
import type { Defect } from './defect.ts';

export const turnsAwayForGood: Defect = {
  name: 'turns-away-for-good',
  summary: 'refuses whom it has no room for right now without a word of when to come back',
  caughtBy: 'refusals-say-when',
  scenario: 'more-users-than-room',
  plant: (own) => ({
    doorkeeper: (bench, parts) => {
      const doorkeeper = own.doorkeeper(bench, parts);
      return {
        ...doorkeeper,
        admit: async (applicant) => forGood(await doorkeeper.admit(applicant)),
      };
    },
  }),
};

function forGood(decision: Decision): Decision {
  if (decision.admitted) return decision;
  const { error, reason } = decision.refusal;
  return { admitted: false, refusal: { error, reason, retryable: false } };
}
