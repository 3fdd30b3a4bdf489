/** The outcome and, in one sentence, why: the first thing anyone reads. */

import type { Outcome } from '../contracts/checker.ts';
import type { ServiceLevel } from '../contracts/scenario.ts';
import { formatDurationMs } from '../contracts/units.ts';
import type { CheckResult, Verdict } from '../contracts/verdict.ts';

export const outcomeWords: Readonly<Record<Outcome, string>> = {
  pass: 'PASS',
  fail: 'FAIL',
  unknown: 'UNKNOWN',
};

/** Shapes beside the colours, for people who cannot tell the colours apart. */
export const outcomeMarks: Readonly<Record<Outcome, string>> = {
  pass: '✓',
  fail: '✗',
  unknown: '?',
};

/** ABORTED when the run did not get to its end and nothing failed before. */
export function outcomeWord({ outcome, ended }: Verdict): string {
  return ended !== 'completed' && outcome !== 'fail' ? 'ABORTED' : outcomeWords[outcome];
}

/** One sentence with its full stop. */
export function headline(verdict: Verdict, serviceLevel: ServiceLevel): string {
  const failed = verdict.checks.filter(({ outcome }) => outcome === 'fail');
  if (failed.length > 0) return because(verdict, failed, serviceLevel);
  if (verdict.ended === 'interrupted') return interrupted(verdict);
  const { endedBecause } = verdict;
  if (endedBecause !== undefined) return sentence(firstLine(endedBecause));
  const unknown = firstDoubt(verdict);
  if (unknown !== undefined) return unproven(verdict, unknown);
  if (verdict.ended !== 'completed') return 'The run ended early, stopped by a guard or an error.';
  return passed(verdict, serviceLevel);
}

/** Those about the means of the run come first: they are why the others could not be judged. */
const aboutMeans = ['load-was-honest', 'networks-stood', 'fault-was-observed'];

/** The check that could not be judged and explains the others that could not. */
export function firstDoubt({ checks }: Verdict): CheckResult | undefined {
  return checks
    .filter(({ outcome }) => outcome === 'unknown')
    .toSorted((one, other) => doubtRank(one) - doubtRank(other))[0];
}

function doubtRank({ name }: CheckResult): number {
  const rank = aboutMeans.indexOf(name);
  return rank === -1 ? aboutMeans.length : rank;
}

function unproven({ matrix }: Verdict, { name, reason }: CheckResult): string {
  const { injected, reclaimed } = matrix.zombies;
  const why = reason ?? `${name} could not be judged`;
  if (injected === 0) return sentence(`no verdict: ${why}`);
  const seen = `${reclaimed} of ${count(injected, 'proven zombie')} reclaimed in time`;
  return sentence(`no verdict: ${why}; ${seen}`);
}

function interrupted({ matrix: { zombies } }: Verdict): string {
  const { injected, reclaimed, unjudged } = zombies;
  if (injected === 0) return 'The run was interrupted before it could prove anything.';
  return `The run was interrupted: of ${count(injected, 'proven zombie')} ${reclaimed} reclaimed in time, ${unjudged} not judged.`;
}

function because(
  { matrix: { zombies, healthy } }: Verdict,
  failed: readonly CheckResult[],
  { reclaimWithinMs }: ServiceLevel,
): string {
  const within = formatDurationMs(reclaimWithinMs);
  const reasons = [
    zombies.never > 0 && `${zombies.never} of ${zombies.injected} zombies were never reclaimed`,
    zombies.late > 0 && `${zombies.late} of ${zombies.injected} zombies took longer than ${within}`,
    healthy.killed > 0 && `${count(healthy.killed, 'healthy connection')} lost to the server`,
  ].filter((reason) => reason !== false);
  const told = ['zombies-reclaimed', 'live-connections-kept'];
  const others = failed.filter(({ name }) => reasons.length === 0 || !told.includes(name));
  const message = ({ name, violations }: CheckResult): string =>
    violations[0]?.message ?? `${name} failed`;
  // a server that has died took its connections with it
  const isDeath = ({ name }: CheckResult): boolean => name === 'parts-stayed-up';
  const shown = [
    ...others.filter(isDeath).map(message),
    ...reasons,
    ...others.filter((check) => !isDeath(check)).map(message),
  ];
  const more = shown.length > 3 ? ` (and ${shown.length - 3} more)` : '';
  return sentence(`${shown.slice(0, 3).join('; ')}${more}`);
}

function passed({ matrix, reclaim }: Verdict, { judge, reclaimWithinMs }: ServiceLevel): string {
  const { zombies, healthy } = matrix;
  const kept = `${count(healthy.kept, 'healthy connection')} kept, none lost`;
  const slowest = reclaim[judge].max;
  if (zombies.injected === 0) return `Every check passed; ${kept}.`;
  const pace =
    slowest === null
      ? `within ${formatDurationMs(reclaimWithinMs)}`
      : `the slowest after ${formatDurationMs(slowest)} of ${formatDurationMs(reclaimWithinMs)} allowed`;
  const open = judge === 'socketGone' ? 0 : reclaim.socketGone.never;
  const rest = open > 0 ? ` ${count(open, 'descriptor')} of theirs stayed open all the same.` : '';
  return `All ${count(zombies.injected, 'zombie')} reclaimed, ${pace}; ${kept}.${rest}`;
}

/** `1 zombie`, `5 zombies`. */
export function count(amount: number, noun: string): string {
  return `${amount} ${noun}${amount === 1 ? '' : 's'}`;
}

/** Behind it stands what a server printed before it died. */
function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}

function sentence(text: string): string {
  // a name such as `power-2.1` or `f1` keeps its own way to be written
  const isName = /^[a-z]+[-.\d]/.test(text);
  const first = isName ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}
