/** Who is touched by a fault about the time of another: in a soak everybody is a victim at some time. */

import type { Plan, PlannedFault } from '../contracts/plan.ts';

/** How long before and after a fault its victims may still behave unlike bystanders. */
const marginMs = 10_000;

/** Keys of the victims of `planned` and of every fault of the plan that is on near its time. */
export function victimsNear(planned: PlannedFault, plan: Plan): ReadonlySet<string> {
  const reachMs = marginMs + plan.serviceLevel.reclaimWithinMs;
  const near = plan.faults.filter(
    ({ beginMs, healMs }) =>
      beginMs <= planned.healMs + reachMs && planned.beginMs <= healMs + reachMs,
  );
  return new Set(near.flatMap(({ victims }) => victims));
}
