/** This run against the last green one of the same plan: what changed first, then the figures. */

import type { Verdict } from '../../../contracts/verdict.ts';
import type { ServiceLevel } from '../../../contracts/scenario.ts';
import type { Baseline, EarlierRun } from '../../baseline.ts';
import { outcomeMarks } from '../../headline.ts';
import { drawRuns } from '../charts/runs-chart.ts';
import { html, type Html } from '../html.ts';
import type { ReportContext, Section } from '../section.ts';
import { dataTable, type Column } from '../table.ts';
import { duration, outcomeBadge } from '../words.ts';

export const baselineSection: Section = {
  id: 'baseline',
  title: 'Against earlier runs',
  body: (context) => {
    const { earlier, green } = context.baseline;
    if (earlier.length === 0) return undefined;
    return html`
      <p>
        ${earlier.length} earlier ${earlier.length === 1 ? 'run' : 'runs'} of the same plan.
        ${strip(earlier)}
      </p>
      ${green === undefined ? html`<p>None of them passed.</p>` : comparison(context, green)}
      ${trend(context)}
    `;
  },
};

/** Oldest to newest, a mark a run. */
function strip(earlier: Baseline['earlier']): Html {
  return html`<span class="strip" aria-label="outcomes, oldest first"
    >${earlier.map(
      ({ name, verdict: { outcome } }) =>
        html`<span class="${outcome}" title="${name}: ${outcome}">${outcomeMarks[outcome]}</span>`,
    )}</span
  >`;
}

function comparison({ input }: ReportContext, green: EarlierRun): Html {
  const changed = input.verdict.checks.filter(
    ({ name, outcome }) => outcomeOf(green.verdict, name) !== outcome,
  );
  const { serviceLevel } = input.history.plan;
  const columns: readonly Column<Figure>[] = [
    { name: '', cell: ({ name }) => name },
    { name: `last green, ${green.name}`, amount: true, cell: ({ before }) => before },
    { name: 'this run', amount: true, cell: ({ now }) => now },
  ];
  return html`
    <p>
      ${
        changed.length === 0
          ? 'Every check ends as in the last green run.'
          : changed.map(
              ({ name, outcome }) =>
                html`${name}: ${outcomeOf(green.verdict, name) ?? 'not asked'} →
                  ${outcomeBadge(outcome)} <br />`,
            )
      }
    </p>
    ${dataTable('last green run', columns, figuresOf(green.verdict, input.verdict, serviceLevel))}
  `;
}

function outcomeOf({ checks }: Verdict, name: string): string | undefined {
  return checks.find((check) => check.name === name)?.outcome;
}

interface Figure {
  readonly name: string;
  readonly before: string;
  readonly now: string;
}

function figuresOf(before: Verdict, now: Verdict, { judge }: ServiceLevel): readonly Figure[] {
  const tell: readonly (readonly [string, (verdict: Verdict) => string])[] = [
    ['zombies reclaimed in time', ({ matrix }) => String(matrix.zombies.reclaimed)],
    ['zombies late or never', ({ matrix: { zombies } }) => String(zombies.late + zombies.never)],
    ['healthy killed', ({ matrix }) => String(matrix.healthy.killed)],
    ['reclaim p50', ({ reclaim }) => duration(reclaim[judge].p50)],
    ['reclaim p95', ({ reclaim }) => duration(reclaim[judge].p95)],
    ['reclaim max', ({ reclaim }) => duration(reclaim[judge].max)],
  ];
  return tell.map(([name, figure]) => ({ name, before: figure(before), now: figure(now) }));
}

/** Two points are no trend. */
const fewestRuns = 2;

function trend({ input, baseline }: ReportContext): Html | undefined {
  if (baseline.earlier.length < fewestRuns) return undefined;
  const verdicts = [...baseline.earlier.map(({ verdict }) => verdict), input.verdict];
  return html`<p class="legend">slowest reclaim, run by run (✕ never), against the service level</p>
    <div class="chart scroll" tabindex="0" role="region" aria-label="earlier runs">
      ${drawRuns(verdicts, input.history.plan.serviceLevel)}
    </div>`;
}
