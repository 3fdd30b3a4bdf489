/** The incident: object-reference health, an hour of idleness, no heartbeat, a factory that gives up. */

import { rigidDoorkeeper } from '../admission/rigid-doorkeeper.ts';
import { conservativeCleanup } from '../cleanup/conservative-cleanup.ts';
import type { Policy } from './policy.ts';

export const conservative: Policy = {
  name: 'conservative',
  summary: 'the incident: health by object reference, idle for an hour, gives up at the limit',
  build: (bench) => {
    const cleanup = conservativeCleanup(bench);
    const { sweepMs } = bench.settings;
    const cleanUpLater = (): void => {
      bench.timetable.after(sweepMs, () => {
        cleanup.run('sweep', 'conservative');
        cleanUpLater();
      });
    };
    cleanUpLater();
    return { acks: false, detectors: [], cleanup, doorkeeper: rigidDoorkeeper(bench, cleanup) };
  },
};
