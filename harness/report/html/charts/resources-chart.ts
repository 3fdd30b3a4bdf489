/** Descriptors and memory of the server's process over the run: what a leak looks like. */

import type { RunFacts } from '../../facts/run-facts.ts';
import type { Point } from '../../facts/step-series.ts';
import type { Html } from '../html.ts';
import { line } from './open-chart.ts';
import { drawTimeChart } from './time-frame.ts';

export function drawDescriptors(facts: RunFacts): Html {
  const { descriptors, threads } = facts.resources;
  return drawTimeChart('Descriptors and threads of the server', facts, {
    height: 200,
    marginBottom: 40,
    y: { label: 'descriptors, threads', zero: true, nice: true, ticks: 5 },
    marks: [
      line(threads, { stroke: 'var(--faint)', strokeWidth: 1.5, strokeDasharray: '4,3' }),
      line(descriptors, { stroke: 'var(--blue)', strokeWidth: 2 }),
    ],
  });
}

/** Not from zero: a slope of a few megabytes an hour would be flat. */
export function drawMemory(facts: RunFacts): Html {
  const { residentMB } = facts.resources;
  const [low, high] = rangeOf(residentMB);
  return drawTimeChart('Resident memory of the server', facts, {
    height: 200,
    marginBottom: 40,
    y: { label: 'resident memory, MB', domain: [low, high], nice: true, ticks: 5 },
    marks: [line(residentMB, { stroke: 'var(--purple)', strokeWidth: 2 })],
  });
}

/** Never so narrow that noise fills the picture. */
const narrowestMB = 20;

function rangeOf(points: readonly Point[]): readonly [number, number] {
  const low = points.reduce((least, { value }) => Math.min(least, value), Infinity);
  const high = points.reduce((most, { value }) => Math.max(most, value), 0);
  const spare = Math.max(0, narrowestMB - (high - low)) / 2;
  return [Math.max(0, low - spare), high + spare];
}
