/** The slowest reclaim of run after run of the same plan, the newest last. */

import * as Plot from '@observablehq/plot';
import type { ServiceLevel } from '../../../contracts/scenario.ts';
import type { Verdict } from '../../../contracts/verdict.ts';
import type { Html } from '../html.ts';
import { drawPlot } from './plot.ts';

interface Run {
  readonly at: number;
  readonly s: number;
  readonly outcome: Verdict['outcome'];
  readonly never: number;
}

export function drawRuns(
  verdicts: readonly Verdict[],
  { judge, reclaimWithinMs }: ServiceLevel,
): Html {
  const levelS = reclaimWithinMs / 1000;
  const runs = verdicts.map((verdict, at): Run => {
    const { max, never } = verdict.reclaim[judge];
    const s = never > 0 ? levelS * 1.3 : (max ?? 0) / 1000;
    return { at, s, outcome: verdict.outcome, never };
  });
  return drawPlot('Slowest reclaim of earlier runs', {
    height: 150,
    marginBottom: 20,
    x: { domain: [-0.5, runs.length - 0.5], axis: null },
    y: { label: 'slowest, s', zero: true, nice: true, ticks: 4 },
    marks: [
      Plot.ruleY([levelS], { stroke: 'var(--good)', strokeWidth: 2 }),
      Plot.lineY(runs, { x: 'at', y: 's', stroke: 'var(--faint)' }),
      Plot.dot(
        runs.filter(({ never }) => never === 0),
        { x: 'at', y: 's', r: 4, fill: 'var(--blue)', title: 'outcome' },
      ),
      Plot.dot(
        runs.filter(({ never }) => never > 0),
        {
          x: 'at',
          y: 's',
          r: 4.5,
          symbol: 'times',
          stroke: 'var(--bad)',
          strokeWidth: 2,
          title: 'outcome',
        },
      ),
      Plot.ruleY([0]),
    ],
  });
}
