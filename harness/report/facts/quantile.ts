/** Nearest-rank quantiles: always a value that was measured. */

/** Null where there is none. `values` need not be sorted. */
export function quantile(values: readonly number[], percent: number): number | null {
  const sorted = values.toSorted((one, other) => one - other);
  const rank = Math.max(1, Math.ceil((sorted.length * percent) / 100));
  return sorted[rank - 1] ?? null;
}
