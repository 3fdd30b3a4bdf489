/** For scenarios written in TypeScript: `export const scenario = defineScenario({ … })`. */

import type { ScenarioFile } from './scenario-schema.ts';

/** The same fields as a YAML file, checked by the compiler as they are typed; loading checks the rest. */
export function defineScenario(scenario: ScenarioFile): ScenarioFile {
  return scenario;
}
