/** Connect times over the run on a log axis, a dot each; reconnects and refusals have shapes of their own. */

import * as Plot from '@observablehq/plot';
import type { Attempt } from '../../facts/connects.ts';
import { thinBy } from '../../facts/step-series.ts';
import type { RunFacts } from '../../facts/run-facts.ts';
import type { Html } from '../html.ts';
import { decades } from './decades.ts';
import { drawTimeChart } from './time-frame.ts';

/** Dots of a kind; beyond this the fastest and the slowest of each stretch are drawn. */
const maxDots = 1000;

export function drawConnects(facts: RunFacts): Html {
  const opened = facts.attempts.filter(({ tookMs }) => tookMs !== undefined);
  const [first, again] = [false, true].map((kind) =>
    thinBy(
      opened.filter((attempt) => attempt.again === kind),
      maxDots,
      ({ tookMs = 0 }) => tookMs,
    ),
  ) as [readonly Attempt[], readonly Attempt[]];
  const shown = [...first, ...again];
  const domain = decades(shown.map(({ tookMs = 1 }) => Math.max(0.1, tookMs)));
  const spot = {
    x: ({ ms }: Attempt) => ms / 1000,
    y: ({ tookMs = 1 }: Attempt) => Math.max(0.1, tookMs),
    title: ({ connection, tookMs = 0 }: Attempt) => `${connection}: ${tookMs.toFixed(1)} ms`,
  };
  return drawTimeChart('Connect time of each connection', facts, {
    height: 220,
    marginBottom: 40,
    y: { type: 'log', domain, label: 'connect, ms (log)', ticks: 4, tickFormat: '~g', grid: true },
    marks: [
      Plot.dot(first, { ...spot, r: 3, stroke: 'var(--blue)' }),
      Plot.dot(again, { ...spot, r: 4, symbol: 'triangle', fill: 'var(--purple)' }),
    ],
  });
}

/** Attempts to connect per quarter of a second: the shape of a herd. */
export function drawHerd(facts: RunFacts): Html {
  const stretchMs = Math.max(100, facts.timeline.endMs / 120);
  const bars = [...Map.groupBy(facts.attempts, bucketOf(stretchMs))].flatMap(([at, attempts]) =>
    kinds.map(({ kind, matches, fill }) => ({
      fromS: (at * stretchMs) / 1000,
      toS: ((at + 1) * stretchMs) / 1000,
      kind,
      fill,
      amount: attempts.filter(matches).length,
    })),
  );
  return drawTimeChart('Attempts to connect over time', facts, {
    height: 180,
    marginBottom: 40,
    y: { label: `attempts per ${Math.round(stretchMs)} ms`, zero: true, nice: true, ticks: 4 },
    marks: [
      Plot.rectY(
        bars,
        Plot.stackY({ x1: 'fromS', x2: 'toS', y: 'amount', fill: 'fill', insetRight: 0.5 }),
      ),
      Plot.ruleY([0]),
    ],
  });
}

const kinds = [
  {
    kind: 'first',
    fill: 'var(--blue)',
    matches: (one: Attempt) => !one.again && one.outcome === 'open',
  },
  {
    kind: 'again',
    fill: 'var(--purple)',
    matches: (one: Attempt) => one.again && one.outcome === 'open',
  },
  { kind: 'refused', fill: 'var(--bad)', matches: (one: Attempt) => one.outcome !== 'open' },
] as const;

function bucketOf(stretchMs: number): (attempt: Attempt) => number {
  return ({ ms }) => Math.floor(ms / stretchMs);
}
