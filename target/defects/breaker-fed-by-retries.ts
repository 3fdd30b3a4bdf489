/** Planted defect (G6): a breaker against connection storms that every refused retry keeps open. */

import { refuse } from '../admission/doorkeeper.ts';
import { afterFirst, type AfterFirst } from './parts/after-first.ts';
import type { Defect } from './defect.ts';

/** The first users of a day come over a longer time. */
const startAfterUs = 1_900_000;
const tolerated = 3;
const withinUs = 100_000;
const openUs = 1_000_000;

export const breakerFedByRetries: Defect = {
  name: 'breaker-fed-by-retries',
  summary: 'a storm of connects opens a breaker for a second, and each retry for a second more',
  caughtBy: 'service-recovered',
  // It begins before the fault is over.
  alsoCaughtBy: ['users-readmitted'],
  scenario: 'reconnect-storm',
  plant: (own) => {
    let first: AfterFirst | undefined;
    let untilUs = -Infinity;
    let recent: number[] = [];
    return {
      furtherDetectors: ({ clock }) => {
        first = afterFirst(clock);
        return [first.watch];
      },
      doorkeeper: (bench, parts) => {
        const doorkeeper = own.doorkeeper(bench, parts);
        const isStormy = (nowUs: number): boolean => {
          recent = [...recent.filter((us) => nowUs - us < withinUs), nowUs];
          return nowUs < untilUs || recent.length > tolerated;
        };
        return {
          ...doorkeeper,
          admit: (applicant) => {
            const { nowUs } = bench.timetable;
            if (first?.hasPassed(startAfterUs) !== true || !isStormy(nowUs))
              return doorkeeper.admit(applicant);
            untilUs = nowUs + openUs;
            return refuse({ error: 'limit', reason: 'too many connects', retryable: true });
          },
        };
      },
    };
  },
};
