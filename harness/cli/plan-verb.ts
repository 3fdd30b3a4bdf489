/** `ws-chaos plan` and `validate`: everything that can be known before anything starts. */

import type { Command } from 'commander';
import { describePlan } from '../plan/describe-plan.ts';
import { count } from '../report/headline.ts';
import { addScenarioFlags, loadAndPlan, type ScenarioFlags } from './scenario-options.ts';
import type { VerbContext } from './verb.ts';

export function addPlanVerb(program: Command, { tools, streams, finish }: VerbContext): void {
  addScenarioFlags(
    program.command('plan').description('print what would happen, and start nothing'),
  )
    .option('--json', 'the plan as JSON')
    .action((reference: string, flags: ScenarioFlags & { json?: boolean }) =>
      finish(
        loadAndPlan(reference, flags, { tools, streams }).then(({ plan }) => {
          const text = flags.json === true ? JSON.stringify(plan, null, 2) : describePlan(plan);
          streams.out.write(`${text.trimEnd()}\n`);
          return 0;
        }),
      ),
    );
}

export function addValidateVerb(program: Command, { tools, streams, finish }: VerbContext): void {
  addScenarioFlags(
    program.command('validate').description('check a scenario, with line and column'),
  ).action((reference: string, flags: ScenarioFlags) =>
    finish(
      loadAndPlan(reference, flags, { tools, streams }).then(({ plan }) => {
        const { scenario, hash, faults } = plan;
        streams.out.write(
          `${scenario}: valid, ${count(faults.length, 'fault')}, plan ${hash.slice(0, 12)}\n`,
        );
        return 0;
      }),
    ),
  );
}
