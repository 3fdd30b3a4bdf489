/** Trends of the load script as intervals on one log axis: lowest to highest, median and p95 marked. */

import * as Plot from '@observablehq/plot';
import type { EventOf } from '../../../contracts/history.ts';
import type { Html } from '../html.ts';
import { decades } from './decades.ts';
import { drawPlot } from './plot.ts';

interface Trend {
  readonly metric: string;
  readonly low: number;
  readonly med: number;
  readonly p95: number;
  readonly high: number;
}

/** Metrics in milliseconds with these quantiles; others have no place on the axis. */
const lowestMs = 0.1;

export function trendsOf(metrics: readonly EventOf<'load.metric'>[]): readonly Trend[] {
  return metrics.flatMap(({ metric, type, values }) => {
    const { med, max } = values;
    if (type !== 'trend' || med === undefined || max === undefined) return [];
    const positive = (ms: number): number => Math.max(lowestMs, ms);
    const low = positive(values['min'] ?? med);
    const p95 = positive(values['p(95)'] ?? max);
    return [{ metric, low, med: positive(med), p95, high: positive(max) }];
  });
}

export function drawTrends(trends: readonly Trend[]): Html {
  const domain = decades(trends.flatMap(({ low, high }) => [low, high]));
  return drawPlot('Latencies the load script measured', {
    height: 60 + trends.length * 26,
    marginTop: 8,
    marginBottom: 40,
    x: { type: 'log', domain, label: 'milliseconds (log)', grid: true, ticks: 6, tickFormat: '~g' },
    y: { label: null, tickSize: 0, domain: trends.map(({ metric }) => metric) },
    marks: [
      Plot.ruleY(trends, { y: 'metric', x1: 'low', x2: 'high', stroke: 'var(--faint)' }),
      Plot.ruleY(trends, {
        y: 'metric',
        x1: 'med',
        x2: 'p95',
        stroke: 'var(--blue)',
        strokeWidth: 6,
      }),
      Plot.dot(trends, {
        y: 'metric',
        x: 'med',
        r: 4.5,
        fill: 'var(--paper)',
        stroke: 'var(--blue)',
        strokeWidth: 2,
      }),
      Plot.dot(trends, { y: 'metric', x: 'high', r: 4, symbol: 'times', stroke: 'var(--bad)' }),
    ],
  });
}
