/** Load honesty: arrivals planned against achieved, and how late the load engine's own loop was. */

import * as Plot from '@observablehq/plot';
import type { LoadSample } from '../../facts/load.ts';
import { thinBy } from '../../facts/step-series.ts';
import type { RunFacts } from '../../facts/run-facts.ts';
import type { Html } from '../html.ts';
import { drawTimeChart } from './time-frame.ts';

/** Points of a line; what is left out lies between its neighbours' lowest and highest. */
const maxPoints = 1000;

const seconds = ({ ms }: LoadSample): number => ms / 1000;

export function drawArrivals(facts: RunFacts): Html {
  const samples = thinBy(facts.load.samples, maxPoints, ({ achievedStarts }) => achievedStarts);
  return drawTimeChart('Planned and achieved starts of users', facts, {
    height: 180,
    marginBottom: 40,
    y: { label: 'users started', zero: true, nice: true, ticks: 4 },
    marks: [
      Plot.lineY(samples, {
        x: seconds,
        y: 'plannedStarts',
        stroke: 'var(--faint)',
        strokeWidth: 4,
        strokeOpacity: 0.5,
      }),
      Plot.lineY(samples, {
        x: seconds,
        y: 'achievedStarts',
        stroke: 'var(--blue)',
        strokeWidth: 2,
      }),
      Plot.ruleY([0]),
    ],
  });
}

export function drawLoopDelay(facts: RunFacts): Html {
  const { samples } = facts.load;
  const longest = thinBy(samples, maxPoints, ({ loopDelayMaxMs }) => loopDelayMaxMs);
  const usual = thinBy(samples, maxPoints, ({ loopDelayP99Ms }) => loopDelayP99Ms);
  return drawTimeChart('Event-loop delay of the load engine', facts, {
    height: 180,
    marginBottom: 40,
    y: { label: 'loop delay, ms', zero: true, nice: true, ticks: 4 },
    marks: [
      Plot.lineY(longest, {
        x: seconds,
        y: 'loopDelayMaxMs',
        stroke: 'var(--faint)',
        strokeDasharray: '3,3',
      }),
      Plot.lineY(usual, {
        x: seconds,
        y: 'loopDelayP99Ms',
        stroke: 'var(--purple)',
        strokeWidth: 2,
      }),
      Plot.ruleY([0]),
    ],
  });
}
