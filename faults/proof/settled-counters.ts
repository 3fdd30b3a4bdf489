/** What the tap has counted, up to now. */

import type { FaultContext, TapCounters } from '../../harness/contracts/fault.ts';

/**
 * Whoever is asked may have something before him that he has not read yet. One that has answered and is asked again has been
 * to his sockets in between, so that all that came before the first question is counted in the second answer.
 */
export async function settledCounters(
  { tap }: Pick<FaultContext, 'tap'>,
  ids: readonly string[],
): Promise<readonly TapCounters[]> {
  await tap.counters(ids);
  return tap.counters(ids);
}
