/** `ws-chaos compare`: what is different between two runs. */

import type { Command } from 'commander';
import { compareVerdicts } from '../compare/compare-verdicts.ts';
import { describeComparison } from '../compare/describe-comparison.ts';
import { readVerdict } from '../compare/read-verdict.ts';
import { exitCodes } from '../contracts/verdict.ts';
import { latestRun } from './execute-run.ts';
import type { VerbContext } from './verb.ts';

export function addCompareVerb(program: Command, { streams, finish }: VerbContext): void {
  program
    .command('compare')
    .description('show what differs between two runs: changed outcomes first, then figures')
    .argument('<before>', 'run directory or verdict.json')
    .argument('[after]', 'run directory or verdict.json', latestRun())
    .option('--json', 'as JSON')
    .option('--exit-code', 'end with 1 where a check has become worse')
    .action((before: string, after: string, flags: { json?: boolean; exitCode?: boolean }) =>
      finish(
        Promise.all([readVerdict(before), readVerdict(after)]).then(([one, other]) => {
          const comparison = compareVerdicts(one, other);
          const text =
            flags.json === true
              ? JSON.stringify(comparison, null, 2)
              : describeComparison(comparison);
          streams.out.write(`${text}\n`);
          const worse = comparison.checks.some(({ change }) => change === 'worse');
          return worse && flags.exitCode === true ? exitCodes.fail : exitCodes.pass;
        }),
      ),
    );
}
