/** What many servers run: ping, wait, terminate. Sees dead peers; blind to an emitter that stalls. */

import { rigidDoorkeeper } from '../admission/rigid-doorkeeper.ts';
import { condemnedCleanup } from '../cleanup/condemned-cleanup.ts';
import type { Policy } from './policy.ts';

export const heartbeat: Policy = {
  name: 'heartbeat',
  summary: 'ping and terminate: sees half-open sockets, not stalled emitters or lost events',
  build: (bench) => {
    const { verdicts, settings, sweeper, seams, registry: seats } = bench;
    const { heartbeatMs: intervalMs, misses } = settings;
    const nowUs = (): number => sweeper.nowUs;
    const cleanup = condemnedCleanup(bench);
    return {
      acks: false,
      detectors: [seams.heartbeat({ intervalMs, misses, verdicts, seats, nowUs })],
      cleanup,
      doorkeeper: rigidDoorkeeper(bench, cleanup),
    };
  },
};
