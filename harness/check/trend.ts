/** How fast a quantity grows over a run, told so that a few odd samples do not matter. */

export interface Point {
  readonly atMs: number;
  readonly value: number;
}

/** Slopes are taken between all pairs of so many points: 28,680 of them, over one minute or eight hours. */
const mostPoints = 240;

/** Theil–Sen: the median of the slopes between all pairs, per millisecond; 0 for fewer than two moments. */
export function slopeOf(points: readonly Point[]): number {
  const few = thinned(points);
  const slopes: number[] = [];
  for (const [index, one] of few.entries()) {
    for (const other of few.slice(index + 1)) {
      if (other.atMs !== one.atMs) {
        slopes.push((other.value - one.value) / (other.atMs - one.atMs));
      }
    }
  }
  return median(slopes) ?? 0;
}

/** By how much the slope has raised the value from the first point to the last. */
export function growthOf(points: readonly Point[]): number {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return 0;
  return slopeOf(points) * (last.atMs - first.atMs);
}

/** Undefined of nothing. */
export function median(values: readonly number[]): number | undefined {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [below, above] = [sorted[middle - 1], sorted[middle]];
  if (above === undefined) return undefined;
  return sorted.length % 2 === 1 || below === undefined ? above : (below + above) / 2;
}

/** Medians of stretches of equal length in points. */
function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= mostPoints) return points;
  return Array.from({ length: mostPoints }, (_, index) => {
    const from = Math.floor((index * points.length) / mostPoints);
    const until = Math.floor(((index + 1) * points.length) / mostPoints);
    const stretch = points.slice(from, until);
    return {
      atMs: median(stretch.map(({ atMs }) => atMs)) ?? 0,
      value: median(stretch.map(({ value }) => value)) ?? 0,
    };
  });
}
