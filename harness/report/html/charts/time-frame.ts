/** What all charts over time share: the axis, the borders of the phases, the shaded fault windows. */

import * as Plot from '@observablehq/plot';
import type { FaultFacts } from '../../facts/faults.ts';
import type { RunFacts } from '../../facts/run-facts.ts';
import { drawPlot } from './plot.ts';
import type { Html } from '../html.ts';

/** Fault windows have a colour and a hatch each, repeating after this many. */
export const hatches = 4;

export interface FaultWindow {
  readonly fault: FaultFacts;
  readonly plannedS: number;
  readonly fromS: number;
  readonly toS: number;
  /** `hatch-0` … of the page's patterns. */
  readonly hatch: string;
  readonly colour: string;
}

export function faultWindows({ faults, timeline }: RunFacts): readonly FaultWindow[] {
  const injects = [...new Set(faults.map(({ inject }) => inject))];
  return faults.flatMap((fault) => {
    if (fault.beginMs === undefined) return [];
    const kind = injects.indexOf(fault.inject) % hatches;
    return [
      {
        fault,
        plannedS: fault.plannedMs.begin / 1000,
        fromS: fault.beginMs / 1000,
        toS: (fault.healed?.ms ?? fault.healMs ?? timeline.endMs) / 1000,
        hatch: `url(#hatch-${kind})`,
        colour: `var(--fault-${kind})`,
      },
    ];
  });
}

/** Marks under the data of any chart over time. */
export function frameMarks(facts: RunFacts): Plot.Markish[] {
  const windows = faultWindows(facts);
  const shades = unions(windows);
  const borders = facts.timeline.phases.slice(1).map(({ beginMs }) => beginMs / 1000);
  const proofs = windows.flatMap(({ fault }) => fault.proofs.map(({ ms }) => ms / 1000));
  return [
    Plot.rectX(shades, { x1: 'fromS', x2: 'toS', fill: 'hatch', ariaLabel: 'fault windows' }),
    Plot.ruleX(borders, { stroke: 'var(--faint)', strokeDasharray: '2,3' }),
    Plot.ruleX(windows, { x: 'plannedS', stroke: 'var(--faint)', strokeWidth: 0.5 }),
    Plot.ruleX(proofs, { stroke: 'var(--ink)', strokeWidth: 0.75, strokeDasharray: '1,2' }),
  ];
}

/** Windows of one kind that overlap are shaded once; the timeline and the ledger tell them apart. */
function unions(
  windows: readonly FaultWindow[],
): readonly Pick<FaultWindow, 'fromS' | 'toS' | 'hatch'>[] {
  const shades: { fromS: number; toS: number; hatch: string }[] = [];
  for (const { fromS, toS, hatch } of windows.toSorted((one, other) => one.fromS - other.fromS)) {
    const open = shades.find((shade) => shade.hatch === hatch && fromS <= shade.toS);
    if (open === undefined) shades.push({ fromS, toS, hatch });
    else open.toS = Math.max(open.toS, toS);
  }
  return shades;
}

/** A chart over time; `marks` are drawn on the shared frame. */
export function drawTimeChart(
  label: string,
  facts: RunFacts,
  options: Omit<Plot.PlotOptions, 'x'>,
): Html {
  return drawPlot(label, {
    ...options,
    x: { domain: [0, facts.timeline.endMs / 1000], label: 'seconds of the run', nice: false },
    marks: [...frameMarks(facts), ...(options.marks ?? [])],
  });
}
