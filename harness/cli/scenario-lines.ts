/** Where in the user's file the parts of a plan were written, for reports that point at them. */

import type { Fault } from '../contracts/fault.ts';
import type { ScenarioLines } from '../contracts/reporter.ts';
import { expandSteps } from '../plan/expand-steps.ts';
import type { LoadedScenario } from '../scenario/load-scenario.ts';

/** Fields of a scenario that a check can be about. */
const fields = ['name', 'faults', 'serviceLevel', 'load', 'target'] as const;

/** Parts that the command line set are left out: they have no line. */
export function scenarioLines(
  { scenario, locate, file }: Pick<LoadedScenario, 'scenario' | 'locate' | 'file'>,
  faults: ReadonlyMap<string, Fault>,
): ScenarioLines {
  const steps = scenario.faults.flatMap((step) => {
    const fault = faults.get(step.inject);
    return fault === undefined ? [] : [{ step, fault }];
  });
  const ofFaults = expandSteps(steps, scenario).map(
    ({ id, step }) => [id, ['faults', scenario.faults.indexOf(step)]] as const,
  );
  const ofFields = fields.map((field) => [field, [field]] as const);
  const found = [...ofFields, ...ofFaults].flatMap(([part, path]) => {
    const isField = path.length === 1; // of an item there is no key
    const { line } = locate(path, isField);
    return line === undefined ? [] : [[part, line] as const];
  });
  return { file, lines: Object.fromEntries(found) };
}
