/** Reporter `markdown`: summary.md, which GitHub shows as the summary of a job. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leftOutOf } from '../contracts/network.ts';
import type { ReportInput, Reporter } from '../contracts/reporter.ts';
import { formatDurationMs } from '../contracts/units.ts';
import type { CheckResult, ReclaimTimes } from '../contracts/verdict.ts';
import { readNetworkWays } from './facts/networks.ts';
import { adviceOn, subjectOf } from './advice.ts';
import { headline, outcomeMarks, outcomeWord } from './headline.ts';
import { whyInapplicable } from './inapplicable.ts';
import { escapeMarkdown, fence, table } from './markdown-escape.ts';

/** Violations shown of one check; the report has them all. */
const maxViolations = 5;

export function createMarkdownReporter(): Reporter {
  return {
    name: 'markdown',
    onVerdict: (input) => writeFile(join(input.directory, 'summary.md'), renderSummary(input)),
  };
}

export function renderSummary(input: ReportInput): string {
  const { verdict, history, reproduce } = input;
  const { serviceLevel } = history.plan;
  const title = `## ${outcomeMarks[verdict.outcome]} ${outcomeWord(verdict)}: ${escapeMarkdown(verdict.scenario)}`;
  const parts = [
    title,
    `**${escapeMarkdown(headline(verdict, serviceLevel))}**`,
    verdict.clean === false ? '⚠ Something could not be undone; run `ws-chaos heal`.' : '',
    matrixTable(input),
    reclaimTable(input),
    networkTable(input),
    table(
      ['Check', 'Outcome', 'Why'],
      verdict.checks.map((check) => [check.name, outcomeOf(check), whyOf(check)]),
    ),
    adviceOn(input)
      .map((one) => `- **${subjectOf(one)}**: ${one.text}`)
      .join('\n'),
    'Run it again:',
    fence(reproduce, 'sh'),
    `Seed ${verdict.seed} · plan \`${verdict.planHash.slice(0, 12)}\` · full evidence: \`report.html\` in the run directory`,
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

function matrixTable({ verdict }: ReportInput): string {
  const { zombies, healthy } = verdict.matrix;
  const { injected, reclaimed, late, never, unjudged } = zombies;
  const unsettled = unjudged > 0 ? { 'not judged': unjudged } : {};
  const columns = {
    ...{ Zombies: injected, 'reclaimed in time': reclaimed, late, never, ...unsettled },
    ...{ 'Healthy kept': healthy.kept, killed: healthy.killed },
  };
  return table(Object.keys(columns), [Object.values(columns).map((amount) => `**${amount}**`)]);
}

function reclaimTable({ verdict, history }: ReportInput): string {
  const { judge, reclaimWithinMs } = history.plan.serviceLevel;
  if (verdict.matrix.zombies.injected === 0) return '';
  const row = (name: string, sign: keyof typeof verdict.reclaim): string[] => [
    sign === judge ? `**${name}** (judged, ≤ ${formatDurationMs(reclaimWithinMs)})` : name,
    ...cells(verdict.reclaim[sign]),
  ];
  return table(
    ['Reclaim, from proof', 'p50', 'p95', 'p99', 'max', 'never'],
    [
      row('close seen', 'closeSeen'),
      row('slot free', 'slotFree'),
      row('socket gone', 'socketGone'),
    ],
  );
}

function networkTable({ history }: ReportInput): string {
  const rows = readNetworkWays(history).map((way) => [
    escapeMarkdown(way.network),
    String(way.users),
    ...[way.roundTripP50Ms, way.roundTripP99Ms].map(time),
  ]);
  if (rows.length === 0) return '';
  const whole = table(['Network', 'users', 'round trip p50', 'p99'], rows);
  const leftOut = leftOutOf(history.plan.load.networks ?? []);
  return leftOut === undefined ? whole : `${whole}\n\nOf the networks, ${escapeMarkdown(leftOut)}.`;
}

function time(ms: number | null): string {
  return ms === null ? '–' : formatDurationMs(ms);
}

function cells({ p50, p95, p99, max, never }: ReclaimTimes): string[] {
  return [...[p50, p95, p99, max].map(time), String(never)];
}

function outcomeOf(check: CheckResult): string {
  if (whyInapplicable(check) !== undefined) return '– does not apply';
  return `${outcomeMarks[check.outcome]} ${check.outcome}`;
}

function whyOf(check: CheckResult): string {
  const { violations } = check;
  const reason = check.reason ?? whyInapplicable(check);
  if (reason !== undefined) return escapeMarkdown(reason);
  const shown = violations.slice(0, maxViolations).map(({ message }) => escapeMarkdown(message));
  const left = violations.length - shown.length;
  return [...shown, ...(left > 0 ? [`… and ${left} more`] : [])].join('<br>');
}
