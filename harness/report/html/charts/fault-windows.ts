/** The windows of faults as charts shade them: a colour and a hatch a kind, and one shade where windows run together. */

import type { FaultFacts } from '../../facts/faults.ts';
import type { RunFacts } from '../../facts/run-facts.ts';
import { chartMargins, chartWidth } from './plot.ts';

/** Colours and hatches repeat after this many kinds. */
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

/** A stretch in which faults of one kind were at work. */
export interface FaultShade {
  readonly inject: string;
  readonly hatch: string;
  readonly colour: string;
  readonly fromS: number;
  readonly toS: number;
}

export function faultWindows({ faults, timeline }: RunFacts): readonly FaultWindow[] {
  const kinds = new Map(faultKinds(faults).map((kind) => [kind.inject, kind]));
  return faults.flatMap((fault) => {
    const kind = kinds.get(fault.inject);
    if (fault.beginMs === undefined || kind === undefined) return [];
    const { hatch, colour } = kind;
    return [
      {
        fault,
        plannedS: fault.plannedMs.begin / 1000,
        fromS: fault.beginMs / 1000,
        toS: (fault.healed?.ms ?? fault.healMs ?? timeline.endMs) / 1000,
        hatch,
        colour,
      },
    ];
  });
}

/** Each kind of fault once, with its looks, in the order of the plan. */
export function faultKinds(
  faults: readonly FaultFacts[],
): readonly Pick<FaultShade, 'inject' | 'hatch' | 'colour'>[] {
  return [...new Set(faults.map(({ inject }) => inject))].map((inject, index) => {
    const kind = index % hatches;
    return { inject, hatch: `url(#hatch-${kind})`, colour: `var(--fault-${kind})` };
  });
}

/** What share of a second a pixel is: windows nearer than that look like one. */
function pixelS(endMs: number): number {
  const { marginLeft, marginRight } = chartMargins;
  return endMs / 1000 / (chartWidth - marginLeft - marginRight);
}

/**
 * Windows of one kind that overlap, or lie nearer than the eye parts them, are shaded once; the timeline and the ledger
 * tell them apart.
 */
export function shadesOf(windows: readonly FaultWindow[], endMs: number): readonly FaultShade[] {
  const toleranceS = pixelS(endMs);
  const shades: FaultShade[] = [];
  const open = new Map<string, number>();
  for (const window of windows.toSorted((one, other) => one.fromS - other.fromS)) {
    const { fromS, toS, hatch, colour, fault } = window;
    const at = open.get(fault.inject) ?? -1;
    const last = shades[at];
    if (last !== undefined && fromS <= last.toS + toleranceS) {
      shades[at] = { ...last, toS: Math.max(last.toS, toS) };
    } else {
      shades.push({ inject: fault.inject, fromS, toS, hatch, colour });
      open.set(fault.inject, shades.length - 1);
    }
  }
  return shades;
}
