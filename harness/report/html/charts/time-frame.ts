/** What all charts over time share: the axis, the borders of the phases, the windows of faults. */

import * as Plot from '@observablehq/plot';
import type { RunFacts } from '../../facts/run-facts.ts';
import { drawPlot } from './plot.ts';
import type { Html } from '../html.ts';
import { faultWindows, shadesOf, type FaultShade } from './fault-windows.ts';

/** With more faults than this, shades and proofs would be a wall: each kind gets a strip above the data instead. */
const maxShaded = 100;
const stripHeight = 6;
const marginTop = 20;

interface Frame {
  readonly under: readonly Plot.Markish[];
  /** Room the strips take above the data. */
  readonly stripsHeight: number;
}

/** `innerHeight`: of the data, in pixels. */
function frameOf(facts: RunFacts, innerHeight: number): Frame {
  const windows = faultWindows(facts);
  const borders = facts.timeline.phases.slice(1).map(({ beginMs }) => beginMs / 1000);
  const shades = shadesOf(windows, facts.timeline.endMs);
  const ruled = Plot.ruleX(borders, { stroke: 'var(--faint)', strokeDasharray: '2,3' });
  if (windows.length > maxShaded) {
    const kinds = [...Map.groupBy(shades, ({ inject }) => inject).values()];
    const strips = kinds.map((kind, index) => strip(kind, kinds.length - index, innerHeight));
    return { under: [...strips, ruled], stripsHeight: kinds.length * stripHeight };
  }
  const proofs = windows.flatMap(({ fault }) => fault.proofs.map(({ ms }) => ms / 1000));
  const under = [
    Plot.rectX(shades, { x1: 'fromS', x2: 'toS', fill: 'hatch', ariaLabel: 'fault windows' }),
    ruled,
    Plot.ruleX(windows, { x: 'plannedS', stroke: 'var(--faint)', strokeWidth: 0.5 }),
    Plot.ruleX(proofs, { stroke: 'var(--ink)', strokeWidth: 0.75, strokeDasharray: '1,2' }),
  ];
  return { under, stripsHeight: 0 };
}

/** `place` counts from 1, upwards from the data. */
function strip(shades: readonly FaultShade[], place: number, innerHeight: number): Plot.Markish {
  return Plot.rectX(shades, {
    x1: 'fromS',
    x2: 'toS',
    fill: 'colour',
    fillOpacity: 0.55,
    insetTop: -place * stripHeight,
    insetBottom: innerHeight + (place - 1) * stripHeight + 1,
    ariaLabel: 'fault windows',
  });
}

/** A chart over time; `marks` are drawn on the shared frame. */
export function drawTimeChart(
  label: string,
  facts: RunFacts,
  options: Omit<Plot.PlotOptions, 'x' | 'height'> & {
    readonly height: number;
    readonly marginBottom: number;
  },
): Html {
  const { height, marginBottom, marks = [] } = options;
  const { under, stripsHeight } = frameOf(facts, height - marginTop - marginBottom);
  return drawPlot(label, {
    ...options,
    height: height + stripsHeight,
    marginTop: marginTop + stripsHeight,
    x: { domain: [0, facts.timeline.endMs / 1000], label: 'seconds of the run', nice: false },
    marks: [...under, ...marks],
  });
}
