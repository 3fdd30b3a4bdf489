/** Tells what grows for ever from what has found its size, in samples taken at even steps of the same work. */

export interface Plateaus {
  readonly first: number;
  readonly second: number;
}

/** Medians of the two halves of what follows the warm-up. */
export function plateausOf(samples: readonly number[], warmUpSteps: number): Plateaus {
  const settled = samples.slice(warmUpSteps);
  if (settled.length < 2) throw new RangeError('two samples at least must follow the warm-up');
  const half = Math.floor(settled.length / 2);
  return { first: median(settled.slice(0, half)), second: median(settled.slice(half)) };
}

export function hasRisen({ first, second }: Plateaus, margin: number): boolean {
  return second > first + margin;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
