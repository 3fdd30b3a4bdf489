/** How long the server held its zombies, by each sign, as quantiles over those it gave up. */

import type { RunHistory } from '../contracts/checker.ts';
import type { ReclaimTimes, Verdict } from '../contracts/verdict.ts';
import { witnessesOf } from './witnesses.ts';
import {
  isNever,
  reclaimMs,
  reclaimSigns,
  type ReclaimSign,
  type Zombie,
} from './zombie-ledger.ts';

/** Nearest-rank quantiles in milliseconds; a zombie never given up counts in `never`, not as a time, and one nobody waited for in neither. */
export function reclaimTimes(history: RunHistory, zombies: readonly Zombie[]): Verdict['reclaim'] {
  const witnesses = witnessesOf(history);
  const bySign = reclaimSigns.map((sign) => [
    sign,
    witnesses.has(sign) ? timesOf(history, zombies, sign) : unseen,
  ]);
  return Object.fromEntries(bySign) as Record<ReclaimSign, ReclaimTimes>;
}

const unseen: ReclaimTimes = { count: 0, p50: null, p95: null, p99: null, max: null, never: 0 };

function timesOf(
  { plan: { serviceLevel } }: RunHistory,
  zombies: readonly Zombie[],
  sign: ReclaimSign,
): ReclaimTimes {
  const times = zombies.flatMap((zombie) => reclaimMs(zombie, sign) ?? []);
  times.sort((a, b) => a - b);
  return {
    count: times.length,
    p50: quantile(times, 50),
    p95: quantile(times, 95),
    p99: quantile(times, 99),
    max: quantile(times, 100),
    never: zombies.filter((zombie) => isNever(zombie, sign, serviceLevel)).length,
  };
}

/** `sorted` rises; null where it is empty. */
export function quantile(sorted: readonly number[], percent: number): number | null {
  const rank = Math.max(1, Math.ceil((sorted.length * percent) / 100));
  return sorted[rank - 1] ?? null;
}
