/** From the steps of a scenario to single injections: what repeats is written out, and all are put in the order of time. */

import type { Fault } from '../contracts/fault.ts';
import { injectionsOf } from '../contracts/repetition.ts';
import type { FaultStep, Scenario } from '../contracts/scenario.ts';

/** One step of a scenario with the fault it names. */
export interface NamedStep {
  readonly step: FaultStep;
  readonly fault: Fault;
}

/** One time that a step is injected. Times are milliseconds after the start of the run. */
export interface Injection extends NamedStep {
  /** `f1`, `f2`, … */
  readonly id: string;
  readonly beginMs: number;
  readonly healMs: number;
}

/** Earliest first; those of one moment in the order of the scenario. */
export function expandSteps(
  steps: readonly NamedStep[],
  scenario: Pick<Scenario, 'phases' | 'serviceLevel'>,
): readonly Injection[] {
  const { baselineMs, chaosMs } = scenario.phases;
  return steps
    .flatMap(({ step, fault }) =>
      Array.from({ length: injectionsOf(step, scenario, fault.makesZombies) }, (_, turn) => {
        const beginMs = baselineMs + step.atMs + turn * (step.repeatEveryMs ?? 0);
        const healMs = step.forMs === undefined ? baselineMs + chaosMs : beginMs + step.forMs;
        return { step, fault, beginMs, healMs };
      }),
    )
    .toSorted((a, b) => a.beginMs - b.beginMs)
    .map((injection, index) => ({ ...injection, id: `f${index + 1}` }));
}
