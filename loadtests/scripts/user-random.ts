/** The choices of one user: a seed gives the same ones every time, on any engine. */

import { seededRandom } from '../engine/modules/seeded-random.ts';

export interface UserRandom {
  /** In [0, 1). */
  unit(): number;
  /** A whole number in [low, high]. */
  between(low: number, high: number): number;
  /** Log-normal, cut at four times its sigma. */
  lognormal(shape: { readonly median: number; readonly sigma: number }): number;
  /** At least 1, with this mean. */
  geometric(mean: number): number;
}

export function userRandom(seed: number): UserRandom {
  const unit = seededRandom(seed);
  const normal = (): number => {
    const radius = Math.sqrt(-2 * Math.log(1 - unit()));
    return Math.min(4, Math.max(-4, radius * Math.cos(2 * Math.PI * unit())));
  };
  return {
    unit,
    between: (low, high) => low + Math.floor(unit() * (high - low + 1)),
    lognormal: ({ median, sigma }) => median * Math.exp(sigma * normal()),
    geometric: (mean) =>
      mean <= 1 ? 1 : 1 + Math.floor(Math.log(1 - unit()) / Math.log(1 - 1 / mean)),
  };
}
