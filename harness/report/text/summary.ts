/** The summary at the end of a run: at most some twenty lines, read from the top by somebody in a hurry. */

import { join } from 'node:path';
import { leftOutOf } from '../../contracts/network.ts';
import type { ReportInput } from '../../contracts/reporter.ts';
import { formatDurationMs } from '../../contracts/units.ts';
import type { CheckResult, ReclaimTimes, Verdict } from '../../contracts/verdict.ts';
import { readNetworkWays } from '../facts/networks.ts';
import { adviceOn, subjectOf } from '../advice.ts';
import { headline, outcomeWord } from '../headline.ts';
import { whyInapplicable } from '../inapplicable.ts';
import { paintMark, paintOutcome, printable, type Paint } from './paint.ts';

/** The rest of it is in the report. */
const maxAdvice = 2;
/** Figures shown of a passing check; the report has them all. */
const maxFigures = 4;
const signNames = {
  closeSeen: 'close seen',
  slotFree: 'slot free',
  socketGone: 'socket gone',
} as const;

/** Lines without line ends. */
export function summaryLines(input: ReportInput, paint: Paint): readonly string[] {
  const { verdict, history, directory, reproduce } = input;
  const { serviceLevel } = history.plan;
  const word = paintOutcome(paint, verdict.outcome, paint.strong(outcomeWord(verdict)));
  const found = [
    ...matrixLines(verdict, paint),
    ...networkLines(input),
    '',
    ...reclaimLines(input, paint),
    '',
    ...worstFirst(verdict.checks).map((check) => checkLine(check, paint)),
    '',
  ];
  return [
    `${word}  ${printable(headline(verdict, serviceLevel))}`,
    '',
    ...(hasBegun(history) ? found : []),
    ...residueLines(verdict, paint),
    ...adviceLines(input),
    `report     ${join(directory, 'report.html')}`,
    `reproduce  ${reproduce}`,
  ];
}

/** Of a run that did not get to its baseline there is nothing to say but why. */
function hasBegun({ events }: ReportInput['history']): boolean {
  return events.some(({ kind }) => kind === 'phase.begin');
}

function matrixLines({ matrix: { zombies, healthy } }: Verdict, paint: Paint): readonly string[] {
  const warn = (amount: number, text: string): string => (amount > 0 ? paint.bad(text) : text);
  const zombie = [
    `${zombies.injected} injected`,
    `${zombies.reclaimed} reclaimed in time`,
    warn(zombies.late, `${zombies.late} late`),
    warn(zombies.never, `${zombies.never} never`),
    ...(zombies.unjudged > 0 ? [`${zombies.unjudged} not judged`] : []),
  ];
  const kept = [`${healthy.kept} kept`, warn(healthy.killed, `${healthy.killed} killed`)];
  return [`zombies    ${zombie.join(' · ')}`, `healthy    ${kept.join(' · ')}`];
}

/** Users of each network, and how long its way is. */
function networkLines({ history }: ReportInput): readonly string[] {
  const ways = readNetworkWays(history);
  if (ways.length === 0) return [];
  const groups = ways.map(({ network, users, roundTripP50Ms: ms }) => {
    return `${users} ${network}${ms === null ? '' : ` (${formatDurationMs(Math.round(ms))})`}`;
  });
  const leftOut = leftOutOf(history.plan.load.networks ?? []);
  return [
    `networks   ${printable(groups.join(' · '))}`,
    ...(leftOut === undefined ? [] : [`           ${printable(leftOut)}`]),
  ];
}

function reclaimLines({ verdict, history }: ReportInput, paint: Paint): readonly string[] {
  const { judge, reclaimWithinMs } = history.plan.serviceLevel;
  const head = `reclaim    service level ${formatDurationMs(reclaimWithinMs)} from proof, judged by ${signNames[judge]}`;
  const rows = (['closeSeen', 'slotFree', 'socketGone'] as const).map((sign) => {
    const text = `  ${signNames[sign].padEnd(11)} ${quantileText(verdict.reclaim[sign])}`;
    return sign === judge ? text : paint.faint(text);
  });
  return verdict.matrix.zombies.injected === 0 ? [head] : [head, ...rows];
}

function quantileText({ count, p50, p95, p99, max, never }: ReclaimTimes): string {
  if (count === 0) return never > 0 ? `never (${never})` : 'not observed';
  const all = { p50, p95, p99, max };
  const shown = Object.entries(all).map(
    ([name, ms]) => `${name} ${ms === null ? '–' : formatDurationMs(ms)}`,
  );
  return [...shown, ...(never > 0 ? [`never ${never}`] : [])].join('  ');
}

function worstFirst(checks: readonly CheckResult[]): readonly CheckResult[] {
  const order = ['fail', 'unknown', 'pass'];
  const rank = (check: CheckResult): number =>
    whyInapplicable(check) === undefined ? order.indexOf(check.outcome) : order.length;
  return checks.toSorted((one, other) => rank(one) - rank(other));
}

function checkLine(check: CheckResult, paint: Paint): string {
  const inapplicable = whyInapplicable(check);
  if (inapplicable !== undefined) {
    return paint.faint(`– ${check.name.padEnd(22)} does not apply: ${printable(inapplicable)}`);
  }
  const why = printable(check.reason ?? check.violations[0]?.message ?? figures(check));
  const more = check.violations.length > 1 ? ` (+${check.violations.length - 1} more)` : '';
  const text = `${paintMark(paint, check.outcome)} ${check.name.padEnd(22)} ${why}${more}`;
  return text.trimEnd();
}

/** What a passing check measured; names of quantities carry their units. */
function figures({ measured }: CheckResult): string {
  return Object.entries(measured ?? {})
    .slice(0, maxFigures)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}

/** A line each; the report has the links. */
function adviceLines(input: ReportInput): readonly string[] {
  const lines = adviceOn(input)
    .slice(0, maxAdvice)
    .map((one) => `next       ${subjectOf(one)}: ${one.text}`);
  return lines.length === 0 ? [] : [...lines.map(printable), ''];
}

function residueLines({ clean }: Verdict, paint: Paint): readonly string[] {
  if (clean !== false) return [];
  return [paint.bad('left over   something could not be undone; run `ws-chaos heal`')];
}
