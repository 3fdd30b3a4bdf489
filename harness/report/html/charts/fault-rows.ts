/** The rows of the timeline that show faults: one each, or one a kind where there are too many to tell apart. */

import * as Plot from '@observablehq/plot';
import type { RunFacts } from '../../facts/run-facts.ts';
import { strided } from '../../facts/step-series.ts';
import { faultWindows, shadesOf, type FaultWindow } from './fault-windows.ts';

/** With more faults than this, those of a kind share a row. */
export const maxFaultRows = 30;
/** Marks in a row shared by a kind. */
const maxMarks = 100;

export interface FaultRows {
  /** Labels from top to bottom. */
  readonly names: readonly string[];
  readonly marks: readonly Plot.Markish[];
}

export function faultRows(facts: RunFacts): FaultRows {
  const windows = faultWindows(facts);
  return windows.length <= maxFaultRows
    ? { names: windows.map(rowOf), marks: singleMarks(windows) }
    : kindRows(windows, facts.timeline.endMs);
}

function rowOf({ fault }: FaultWindow): string {
  return `${fault.id} ${fault.inject}`;
}

function singleMarks(windows: readonly FaultWindow[]): readonly Plot.Markish[] {
  const proofs = windows.flatMap((window) =>
    window.fault.proofs.map(({ ms, victims }) => ({
      s: ms / 1000,
      row: rowOf(window),
      title: `proven on ${victims.length} at ${(ms / 1000).toFixed(2)} s`,
    })),
  );
  const healed = windows.filter(({ fault }) => fault.healed !== undefined);
  return [
    Plot.barX(windows, {
      x1: 'fromS',
      x2: 'toS',
      y: rowOf,
      fill: 'hatch',
      stroke: 'colour',
      inset: 3,
    }),
    Plot.tickX(windows, { x: 'plannedS', y: rowOf, stroke: 'var(--ink)', strokeWidth: 1 }),
    Plot.dot(proofs, {
      x: 's',
      y: 'row',
      symbol: 'diamond',
      r: 5,
      fill: 'var(--ink)',
      title: 'title',
    }),
    unprovenMarks(windows, rowOf, '? not proven'),
    Plot.dot(healed, {
      x: 'toS',
      y: rowOf,
      symbol: 'square',
      r: 4,
      fill: 'var(--paper)',
      stroke: 'var(--ink)',
      strokeWidth: 1.5,
    }),
  ];
}

function kindRows(windows: readonly FaultWindow[], endMs: number): FaultRows {
  const kinds = Map.groupBy(windows, ({ fault }) => fault.inject);
  const nameOf = (inject: string): string => `${inject} ×${kinds.get(inject)?.length ?? 0}`;
  const shades = shadesOf(windows, endMs).map((shade) => ({ ...shade, row: nameOf(shade.inject) }));
  const unproven = strided(windows.filter(isUnproven), maxMarks);
  return {
    names: [...kinds.keys()].map(nameOf),
    marks: [
      Plot.barX(shades, {
        x1: 'fromS',
        x2: 'toS',
        y: 'row',
        fill: 'hatch',
        stroke: 'colour',
        inset: 3,
      }),
      unprovenMarks(unproven, ({ fault }) => nameOf(fault.inject), '?'),
    ],
  };
}

function isUnproven({ fault }: FaultWindow): boolean {
  return fault.unproven.length > 0;
}

function unprovenMarks(
  windows: readonly FaultWindow[],
  row: (window: FaultWindow) => string,
  text: string,
): Plot.Markish {
  return Plot.text(windows.filter(isUnproven), {
    x: ({ fromS, toS }: FaultWindow) => (fromS + toS) / 2,
    y: row,
    text: () => text,
    fill: 'var(--doubt)',
  });
}
