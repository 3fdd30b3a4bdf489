/** When each peer was last heard of, by a clock of the defect's choice. */

import type { Connection } from '../../core/connection.ts';
import { inertDetector, type Detector } from '../../detect/detector.ts';
import type { Bench } from '../../policies/policy.ts';

export interface SilenceJudge {
  readonly name: string;
  /** Microseconds. */
  readonly now: () => number;
  /** Who was silent for longer is condemned in the next tick. */
  readonly limitUs: number;
}

export function condemnsSilence(
  { registry, verdicts }: Bench,
  { name, now, limitUs }: SilenceJudge,
): Detector {
  const heardUs = new WeakMap<Connection, number>();
  const note = (connection: Connection): void => {
    heardUs.set(connection, now());
  };
  return {
    ...inertDetector(name),
    opened: note,
    heard: note,
    sweep: () => {
      for (const connection of registry.connections()) {
        const silentUs = now() - (heardUs.get(connection) ?? Infinity);
        if (silentUs > limitUs) verdicts.condemn(connection, name, 'silent for long');
      }
      return 0;
    },
  };
}
