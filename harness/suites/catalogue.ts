/** The built-in scenarios and planted defects as the live suites go through them. */

import { faults } from '../../faults/index.ts';
import { defects } from '../../target/defects/index.ts';
import { policies } from '../../target/policies/index.ts';
import { checkers } from '../check/index.ts';
import type { Scenario } from '../contracts/scenario.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import { builtInScenarios } from '../scenarios/index.ts';

/** Every built-in scenario, parsed, sorted by name. */
export async function allScenarios(): Promise<readonly Scenario[]> {
  const loaded = [...builtInScenarios.keys()].map((name) =>
    loadScenario(name, {
      overrides: [],
      faults,
      checks: [...checkers.keys()],
      policies: [...policies.keys()],
      allowHosts: [],
    }),
  );
  return (await Promise.all(loaded)).map(({ scenario }) => scenario);
}

export interface PlantedDefect {
  readonly name: string;
  readonly summary: string;
  readonly caughtBy: string;
  readonly scenario: string;
}

export const allDefects: readonly PlantedDefect[] = [...defects.values()];
