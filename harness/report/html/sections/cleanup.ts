/** Cleanup efficiency: what each cleanup removed of the zombies that were there. */

import type { CleanupFacts } from '../../facts/cleanups.ts';
import { count } from '../../headline.ts';
import { drawCleanups } from '../charts/cleanup-chart.ts';
import { html, type Html } from '../html.ts';
import type { Section } from '../section.ts';
import { dataTable } from '../table.ts';
import { moment } from '../words.ts';

/** Cleanups listed; with more, those that found zombies come first. */
const maxRows = 40;

export const cleanupSection: Section = {
  id: 'cleanup',
  title: 'Cleanup efficiency',
  body: ({ facts }) => {
    const { runs } = facts.cleanups;
    if (runs.length === 0) return undefined;
    const removed = runs.reduce((sum, run) => sum + run.removed, 0);
    const most = facts.zombies.length;
    return html`
      <p>
        ${count(runs.length, 'cleanup')} removed
        <strong>${count(removed, 'manager')}</strong>; ${count(most, 'zombie')} were there to be
        removed.
      </p>
      <p class="legend">
        <span class="fail">━ zombies present</span> <span class="pass">╍ removed so far</span>
        <span class="blue">● cleanup, ○ one that removed nothing</span>
      </p>
      <div class="chart scroll" data-time tabindex="0" role="region" aria-label="cleanups">
        ${drawCleanups(facts)}
      </div>
      <details>
        <summary>The cleanups one by one</summary>
        ${cleanupTable(runs)}
      </details>
    `;
  },
};

function cleanupTable(runs: readonly CleanupFacts[]): Html {
  const shown =
    runs.length <= maxRows ? runs : runs.filter(({ zombiesPresent }) => zombiesPresent > 0);
  return dataTable<CleanupFacts>(
    'the cleanups one by one',
    [
      { name: 'at', cell: ({ ms }) => moment(ms) },
      { name: 'trigger', cell: ({ trigger }) => trigger },
      { name: 'level', cell: ({ level }) => level },
      { name: 'examined', amount: true, cell: ({ examined }) => examined },
      { name: 'zombies present', amount: true, cell: ({ zombiesPresent }) => zombiesPresent },
      { name: 'removed', amount: true, cell: ({ removed }) => removed },
      {
        name: 'efficiency',
        amount: true,
        cell: ({ removed, zombiesPresent }) => efficiency(removed, zombiesPresent),
      },
    ],
    shown.slice(0, maxRows),
  );
}

function efficiency(removed: number, present: number): string {
  return present === 0 ? '–' : `${Math.round((removed / present) * 100)} %`;
}
