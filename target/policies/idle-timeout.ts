/** The simplest detector: who says nothing for a while is dead. Reaps readers who think, keeps the dead as long. */

import { rigidDoorkeeper } from '../admission/rigid-doorkeeper.ts';
import { condemnedCleanup } from '../cleanup/condemned-cleanup.ts';
import { Idle } from '../detect/idle.ts';
import type { Policy } from './policy.ts';

export const idleTimeout: Policy = {
  name: 'idle-timeout',
  summary: 'removes whoever sends nothing for a while, dead or only reading',
  build: (bench) => {
    const { verdicts, settings, sweeper, registry: seats } = bench;
    const limitMs = settings.idleTimeoutMs;
    const cleanup = condemnedCleanup(bench);
    return {
      acks: false,
      detectors: [new Idle({ limitMs, verdicts, seats, nowUs: () => sweeper.nowUs })],
      cleanup,
      doorkeeper: rigidDoorkeeper(bench, cleanup),
    };
  },
};
