/** Some defects strike only once the server has had users for a while, so that a fault can be proven before. */

import type { TargetClock } from '../../clock.ts';
import { inertDetector, type Detector } from '../../detect/detector.ts';

export interface AfterFirst {
  /** To be planted beside the other detectors: sees the first connection. */
  readonly watch: Detector;
  /** Whether `us` have passed since the first connection. */
  hasPassed(us: number): boolean;
}

export function afterFirst(clock: TargetClock): AfterFirst {
  let firstUs: number | undefined;
  return {
    watch: {
      ...inertDetector('first-connection'),
      opened: () => {
        firstUs ??= clock.nowUs();
      },
    },
    hasPassed: (us) => firstUs !== undefined && clock.nowUs() - firstUs >= us,
  };
}
