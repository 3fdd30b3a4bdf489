/** A finished run as the suites talk about it. */

import { commandLine } from '../contracts/command-line.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import type { Plan } from '../contracts/plan.ts';
import type { Verdict } from '../contracts/verdict.ts';

export interface ChaosRun {
  readonly directory: string;
  readonly verdict: Verdict;
  readonly exitCode: number;
  readonly plan?: Plan;
  readonly history?: readonly HistoryEvent[];
  /** Shell line that runs it again; made from the verdict where absent. */
  readonly reproduce?: string;
}

export function isChaosRun(value: unknown): value is ChaosRun {
  return (
    typeof value === 'object' &&
    value !== null &&
    'verdict' in value &&
    'directory' in value &&
    'exitCode' in value
  );
}

/** The last lines of every failure: where the evidence is, and how to see it again. */
export function evidence(run: ChaosRun): string {
  const { scenario, seed } = run.verdict;
  const reproduce = run.reproduce ?? `${commandLine} run ${scenario} --seed ${String(seed)}`;
  return `\n  run directory  ${run.directory}\n  reproduce      ${reproduce}`;
}

/** What each named check said, one line a check; all checks that did not pass where none is named. */
export function findings({ verdict }: ChaosRun, names?: readonly string[]): string {
  const told = verdict.checks
    .filter(({ name, outcome }) => names?.includes(name) ?? outcome !== 'pass')
    .map(({ name, outcome, reason, violations }) => {
      const why = reason ?? violations[0]?.message ?? '';
      const more = violations.length > 1 ? ` (+${violations.length - 1} more)` : '';
      return `\n  ${outcome.padEnd(7)}  ${name}: ${why}${more}`;
    });
  return told.join('');
}
