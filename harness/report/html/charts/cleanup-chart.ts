/** Cleanup efficiency over time: zombies the server still holds against what its cleanups removed. */

import * as Plot from '@observablehq/plot';
import type { CleanupFacts } from '../../facts/cleanups.ts';
import { strided, thinBy } from '../../facts/step-series.ts';
import type { RunFacts } from '../../facts/run-facts.ts';
import type { Html } from '../html.ts';
import { line } from './open-chart.ts';
import { drawTimeChart } from './time-frame.ts';

/** Cleanups of a kind that are drawn; the table below lists those that mattered. */
const maxDots = 400;

export function drawCleanups(facts: RunFacts): Html {
  const { runs, zombiesPresent, removedSoFar } = facts.cleanups;
  const idle = strided(
    runs.filter(({ removed }) => removed === 0),
    maxDots,
  );
  const useful = thinBy(
    runs.filter(({ removed }) => removed > 0),
    maxDots,
    ({ removed }) => removed,
  );
  const spot = { x: ({ ms }: CleanupFacts) => ms / 1000, y: 'removed' as const, r: 4.5 };
  const title = ({ removed, zombiesPresent: present, level }: CleanupFacts): string =>
    `removed ${removed}, zombies present ${present} (${level})`;
  return drawTimeChart('Zombies present and managers removed over time', facts, {
    height: 230,
    marginBottom: 40,
    y: { label: 'count', zero: true, nice: true, ticks: 5 },
    marks: [
      line(zombiesPresent, { stroke: 'var(--bad)', strokeWidth: 2 }),
      line(removedSoFar, { stroke: 'var(--good)', strokeWidth: 2, strokeDasharray: '6,3' }),
      Plot.dot(useful, { ...spot, title, fill: 'var(--blue)' }),
      Plot.dot(idle, { ...spot, title, stroke: 'var(--blue)', fill: 'var(--paper)' }),
      Plot.ruleY([0]),
    ],
  });
}
