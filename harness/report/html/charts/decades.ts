/** The domain of a log axis in whole powers of ten, so that it has labels at both ends. */

/** `[1, 10]` where there are no values. */
export function decades(values: readonly number[]): readonly [number, number] {
  const positive = values.filter((value) => value > 0);
  const low = Math.floor(Math.log10(Math.min(...positive)));
  const high = Math.ceil(Math.log10(Math.max(...positive)));
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [1, 10];
  return [10 ** low, 10 ** (high > low ? high : low + 1)];
}
