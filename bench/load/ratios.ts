/** Two clients compared round by round: what the machine does to both in one round is in neither. */

import type { Used } from './used.ts';

export interface PairedRatio {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** Of the first to the second in the same round, over all rounds. */
export function pairedRatio(
  first: readonly Used[],
  second: readonly Used[],
  of: keyof Used,
): PairedRatio {
  const ratios = first.map((used, round) => used[of] / (second[round]?.[of] ?? NaN));
  return {
    median: hundredths(median(ratios)),
    least: hundredths(Math.min(...ratios)),
    most: hundredths(Math.max(...ratios)),
  };
}

/** The mean of the two in the middle where there are so many. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((left, right) => left - right);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}

export const hundredths = (value: number): number => Math.round(value * 100) / 100;
