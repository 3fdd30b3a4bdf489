/** Writes down who dies while a fault is on, where each does so at a time of its own. */

import type { ActiveFault } from '../contracts/fault.ts';
import type { FaultRun } from './run-fault.ts';

export interface DeathWatch {
  /** Of the last one; 0 while there is none. */
  lastDeathUs(): number;
  /** Resolves when nobody more is written down. */
  end(): Promise<void>;
}

export function watchDeaths(
  { planned, context, log }: Pick<FaultRun, 'planned' | 'context' | 'log'>,
  active: ActiveFault,
): DeathWatch {
  const over = new AbortController();
  let lastUs = 0;
  const watching = active.deaths?.(
    ({ victims, sinceUs: atUs, witness, facts }) => {
      lastUs = Math.max(lastUs, atUs);
      const of = { fault: planned.id, victims, witness, facts };
      log.record({ kind: 'fault.proof', atUs, ...of, zombies: true });
    },
    AbortSignal.any([over.signal, context.signal]),
  );
  const ended = watching?.catch(() => undefined); // that a part died is told by its own exit
  return {
    lastDeathUs: () => lastUs,
    end: async () => {
      over.abort();
      await ended;
    },
  };
}
