/** Planted defect: a timer of a removed connection is never cleared, and holds its slot until it fires. */

import type { Bench } from '../policies/policy.ts';
import type { Defect } from './defect.ts';

const timerMs = 30_000;

export const leakedTimer: Defect = {
  name: 'leaked-timer',
  summary: 'the slot of a zombie is freed by a timer that has half a minute to go',
  caughtBy: 'zombies-reclaimed',
  scenario: 'half-open-storm',
  plant: () => {
    let bench: Bench | undefined;
    return {
      furtherDetectors: (given) => {
        bench = given;
        return [];
      },
      removeDead: (_connection, free) => {
        bench?.timetable.after(timerMs, free);
      },
    };
  },
};
