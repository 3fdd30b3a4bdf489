/** Attempts to connect: first ones and reconnects, how long they took, whether they came in a herd. */

import type { RunHistory } from '../../contracts/checker.ts';
import { cohortOf } from '../../contracts/connection-id.ts';
import { quantile } from './quantile.ts';
import type { Timeline } from './timeline.ts';

export interface Attempt {
  readonly ms: number;
  readonly connection: string;
  readonly cohort: string;
  /** Not the first incarnation of its key. */
  readonly again: boolean;
  readonly outcome: 'open' | 'refused' | 'unanswered';
  /** From connecting to open; absent where it did not open. */
  readonly tookMs?: number;
}

export interface Herd {
  readonly reconnects: number;
  /** Most reconnects within any second. */
  readonly peakPerSecond: number;
  /** From the 5th to the 95th percentile of their times. */
  readonly spreadMs: number;
  /** Largest share of them within any 100 ms: 1 = all at once, near 0 = well spread. */
  readonly synchrony: number;
}

export function readAttempts({ events }: RunHistory, { toMs }: Timeline): readonly Attempt[] {
  const attempts: Attempt[] = [];
  const open = new Map<string, number>();
  for (const event of events) {
    if (event.kind === 'client.connecting') {
      const { connection } = event;
      const again = /\.[1-9]\d*$/.test(connection) || open.has(connection);
      open.set(connection, attempts.length);
      const cohort = cohortOf(connection);
      attempts.push({ ms: toMs(event.atUs), connection, cohort, again, outcome: 'unanswered' });
    } else if (event.kind === 'client.open' || event.kind === 'client.refused') {
      const at = open.get(event.connection);
      const attempt = at === undefined ? undefined : attempts[at];
      if (at === undefined || attempt === undefined) continue;
      attempts[at] =
        event.kind === 'client.open'
          ? { ...attempt, outcome: 'open', tookMs: event.tookMs }
          : { ...attempt, outcome: 'refused' };
    }
  }
  return attempts;
}

/** Undefined where nobody reconnected. */
export function herdOf(attempts: readonly Attempt[]): Herd | undefined {
  const times = attempts.filter(({ again }) => again).map(({ ms }) => ms);
  if (times.length === 0) return undefined;
  const low = quantile(times, 5) ?? 0;
  const high = quantile(times, 95) ?? 0;
  return {
    reconnects: times.length,
    peakPerSecond: mostWithin(times, 1000),
    spreadMs: high - low,
    synchrony: mostWithin(times, 100) / times.length,
  };
}

/** The most of `times` that any window of this length holds. */
function mostWithin(times: readonly number[], windowMs: number): number {
  const sorted = times.toSorted((one, other) => one - other);
  let from = 0;
  let most = 0;
  for (const [to, ms] of sorted.entries()) {
    while ((sorted[from] ?? ms) <= ms - windowMs) from += 1;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
