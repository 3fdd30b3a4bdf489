/** A cleanup of one level: takes what the detectors have condemned, each tick and whenever it is asked. */

import type { Bench } from '../policies/policy.ts';
import type { Cleanup } from './cleanup.ts';

export function condemnedCleanup(bench: Bench): Cleanup {
  const { verdicts, log, sweeper } = bench;
  const run: Cleanup['run'] = (trigger) => {
    const condemned = [...verdicts.zombies()];
    const gone = condemned.filter(([connection, { reason }]) => bench.remove(connection, reason));
    const result = { examined: condemned.length, removed: gone.length };
    if (condemned.length > 0) log.add({ trigger, level: 'moderate', ...result });
    return result;
  };
  sweeper.add(() => {
    run('sweep', 'moderate');
    return 0;
  });
  return { run };
}
