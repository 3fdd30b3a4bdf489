/** Open connections by ledger; where the server holds more than there are clients, the gap is hatched. */

import * as Plot from '@observablehq/plot';
import { thin, valueAt, type Point } from '../../facts/step-series.ts';
import type { RunFacts } from '../../facts/run-facts.ts';
import type { Html } from '../html.ts';
import { drawTimeChart } from './time-frame.ts';

const maxPoints = 1200;

export function drawOpenConnections(facts: RunFacts): Html {
  const { client, tap, server } = facts.open;
  const held = server.length > 0 ? server : tap;
  return drawTimeChart('Open connections by client, tap and server', facts, {
    height: 260,
    marginBottom: 40,
    y: { label: 'open connections', zero: true, nice: true, ticks: 6 },
    marks: [
      Plot.areaY(gapOf(client, held), {
        x: 's',
        y1: 'client',
        y2: 'held',
        curve: 'step-after',
        fill: 'url(#hatch-gap)',
      }),
      line(tap, { stroke: 'var(--faint)', strokeWidth: 1.5, strokeDasharray: '4,3' }),
      line(client, { stroke: 'var(--blue)', strokeWidth: 2 }),
      line(server, { stroke: 'var(--bad)', strokeWidth: 2, strokeDasharray: '8,2' }),
      Plot.ruleY([0]),
    ],
  });
}

/** A step line of a series over the run. */
export function line(points: readonly Point[], looks: Plot.LineYOptions): Plot.Markish {
  return Plot.lineY(thin(points, maxPoints), {
    x: ({ ms }: Point) => ms / 1000,
    y: 'value',
    curve: 'step-after',
    ...looks,
  });
}

/** Ends with what is known of `held`: clients leave at the end of a run, and no census is taken after them. */
export function gapOf(
  client: readonly Point[],
  held: readonly Point[],
): readonly { readonly s: number; readonly client: number; readonly held: number }[] {
  const knownMs = held.at(-1)?.ms ?? 0;
  const moments = thin(
    [...client, ...held].filter(({ ms }) => ms <= knownMs).sort((one, other) => one.ms - other.ms),
    maxPoints,
  );
  return moments.map(({ ms }) => {
    const alive = valueAt(client, ms);
    return { s: ms / 1000, client: alive, held: Math.max(alive, valueAt(held, ms)) };
  });
}
