/** Series of points over the run: a value at any moment, and fewer points where thousands would be drawn. */

export interface Point {
  readonly ms: number;
  readonly value: number;
}

/** The value of a step series at `ms`; 0 before its first point. */
export function valueAt(points: readonly Point[], ms: number): number {
  const after = countUpTo(points.length, (index) => (points[index]?.ms ?? Infinity) <= ms);
  return points[after - 1]?.value ?? 0;
}

/** How many of `sorted` are at most `limit`. */
export function countAtMost(sorted: readonly number[], limit: number): number {
  return countUpTo(sorted.length, (index) => (sorted[index] ?? Infinity) <= limit);
}

/** The first index for which `holds` is false, where it is true up to there. */
function countUpTo(length: number, holds: (index: number) => boolean): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** At most `limit` points with the shape kept: of each stretch its lowest and highest. */
export function thin(points: readonly Point[], limit: number): readonly Point[] {
  return thinBy(points, limit, ({ value }) => value);
}

/** The same for items of any kind, in their order. */
export function thinBy<Item>(
  items: readonly Item[],
  limit: number,
  valueOf: (item: Item) => number,
): readonly Item[] {
  if (items.length <= limit) return items;
  const size = Math.ceil((items.length * 2) / limit);
  const kept: Item[] = [];
  for (let from = 0; from < items.length; from += size) {
    const stretch = items.slice(from, from + size).entries();
    kept.push(...extremes([...stretch], valueOf));
  }
  return kept;
}

function extremes<Item>(
  stretch: readonly (readonly [number, Item])[],
  valueOf: (item: Item) => number,
): readonly Item[] {
  const low = stretch.reduce((best, one) => (valueOf(one[1]) < valueOf(best[1]) ? one : best));
  const high = stretch.reduce((best, one) => (valueOf(one[1]) > valueOf(best[1]) ? one : best));
  const both = low[0] <= high[0] ? [low, high] : [high, low];
  return low === high ? [low[1]] : both.map(([, item]) => item);
}

/** At most `limit` of the items, evenly spread; what they are worth does not matter. */
export function strided<Item>(items: readonly Item[], limit: number): readonly Item[] {
  const step = Math.ceil(items.length / limit);
  return step <= 1 ? items : items.filter((_, index) => index % step === 0);
}
