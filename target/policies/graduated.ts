/** The answer: probes on the real emit path, heartbeat, acknowledged delivery, cleanup in levels, priority. */

import { progressiveCleanup } from '../cleanup/progressive-cleanup.ts';
import type { Bench, Policy, PolicyParts } from './policy.ts';

export const graduated: Policy = {
  name: 'graduated',
  summary:
    'functional probes, heartbeat, acknowledged delivery, cleanup in levels, priority admission',
  build: buildGraduated,
};

function buildGraduated(bench: Bench): PolicyParts {
  const { verdicts, settings, sweeper, seams, registry: seats } = bench;
  const { heartbeatMs, probeMs, urgentMs, misses, resendMs } = settings;
  const nowUs = (): number => sweeper.nowUs;
  const heartbeat = seams.heartbeat({ intervalMs: heartbeatMs, misses, verdicts, seats, nowUs });
  const redelivery = seams.redelivery({ resendMs, seats, nowUs });
  const probe = seams.probe({
    intervalMs: probeMs,
    urgentMs,
    misses,
    verdicts,
    seats,
    nowUs,
    probe: ({ emitter }) => {
      emitter.probe();
    },
  });
  const stuckState = seams.stuckState({ intervalMs: probeMs, misses, verdicts, seats, nowUs });
  const { queueBytes, queueAgeMs } = settings;
  const backpressure = seams.backpressure({ queueBytes, queueAgeMs, verdicts, seats, nowUs });
  const cleanup = progressiveCleanup(bench, probe);
  return {
    acks: true,
    detectors: [
      heartbeat,
      probe,
      redelivery,
      stuckState,
      backpressure,
      ...seams.furtherDetectors(bench),
    ],
    cleanup,
    doorkeeper: seams.doorkeeper(bench, { cleanup, probe }),
  };
}
