/** What the server's process held: descriptors and memory, with the faults that were at work. */

import type { Point } from '../../facts/step-series.ts';
import { drawDescriptors, drawMemory } from '../charts/resources-chart.ts';
import { html, type Html } from '../html.ts';
import type { Section } from '../section.ts';
import { dataTable, type Column } from '../table.ts';
import { checkBadge } from '../words.ts';
import { faultLegend } from './fault-legend.ts';

interface Figure {
  readonly name: string;
  readonly points: readonly Point[];
}

export const resourcesSection: Section = {
  id: 'resources',
  title: 'Resources of the server',
  body: ({ input, facts }) => {
    const { descriptors, residentMB, threads } = facts.resources;
    if (descriptors.length === 0) return undefined;
    const check = input.verdict.checks.find(({ name }) => name === 'resources-return');
    const figures: readonly Figure[] = [
      { name: 'descriptors', points: descriptors },
      { name: 'resident memory, MB', points: residentMB },
      { name: 'threads', points: threads },
    ];
    return html`
      ${check !== undefined && html`<p>resources-return: ${checkBadge(check)}</p>`}
      <p class="legend">
        <span class="blue">━ descriptors</span> <span class="faint">┅ threads</span> · below:
        <span class="purple">━ resident memory</span>
      </p>
      ${faultLegend(facts.faults)}
      <div class="chart scroll" data-time tabindex="0" role="region" aria-label="descriptors">
        ${drawDescriptors(facts)}
      </div>
      <div class="chart scroll" data-time tabindex="0" role="region" aria-label="memory">
        ${drawMemory(facts)}
      </div>
      ${table(figures)}
    `;
  },
};

function table(figures: readonly Figure[]): Html {
  const amount = (name: string, of: (values: readonly number[]) => number): Column<Figure> => ({
    name,
    amount: true,
    cell: ({ points }) => String(Math.round(of(points.map(({ value }) => value)))),
  });
  return dataTable(
    'resources of the server',
    [
      { name: '', cell: ({ name }) => name },
      amount('first', (values) => values[0] ?? 0),
      amount('lowest', (values) => values.reduce((low, value) => Math.min(low, value), Infinity)),
      amount('highest', (values) => values.reduce((high, value) => Math.max(high, value), 0)),
      amount('last', (values) => values.at(-1) ?? 0),
    ],
    figures,
  );
}
