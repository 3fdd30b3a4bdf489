/** Where a verb executes a plan: here, or by the same command line once more in a network namespace. */

import type { Plan } from '../contracts/plan.ts';
import { checkNeeds, type RunMeans } from './check-needs.ts';
import { isInNamespace, rerunInNamespace, shrinkBuffers } from './namespace.ts';

/**
 * Asked once a verb, around everything it executes: a verb that runs many plans enters the namespace of the
 * first. Resolves to the exit code. Throws CHAOS_ERR_FAULT_NEEDS before anything starts.
 */
export async function whereItCanRun(
  plan: Plan,
  means: RunMeans,
  execute: () => Promise<number>,
): Promise<number> {
  const { namespace, smallBuffers } = checkNeeds(plan, means);
  if (namespace && !isInNamespace()) return rerunInNamespace();
  if (smallBuffers) await shrinkBuffers();
  return execute();
}
