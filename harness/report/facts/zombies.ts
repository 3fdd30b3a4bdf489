/** Who was dead from when, and when the server let go of it: the rows behind the zombie matrix. */

import { cohortOf } from '../../contracts/connection-id.ts';
import type { RunHistory } from '../../contracts/checker.ts';
import type { HistoryEvent } from '../../contracts/history.ts';
import type { FaultFacts } from './faults.ts';
import type { Timeline } from './timeline.ts';

export type ReclaimSign = 'closeSeen' | 'slotFree' | 'socketGone';
export const reclaimSigns: readonly ReclaimSign[] = ['closeSeen', 'slotFree', 'socketGone'];
export type Fate = 'reclaimed' | 'late' | 'never';

export interface Zombie {
  readonly connection: string;
  readonly cohort: string;
  readonly fault: string;
  readonly inject: string;
  /** From here on it was proven dead. */
  readonly proofMs: number;
  readonly fate: Fate;
  /** Milliseconds from proof by sign; absent = never before the fault was healed. */
  readonly reclaim: Readonly<Partial<Record<ReclaimSign, number>>>;
  /** When the judged sign came, healed or not; absent = held to the end of the run. */
  readonly heldUntilMs?: number;
}

export function readZombies(
  { plan, events }: RunHistory,
  faults: readonly FaultFacts[],
  timeline: Timeline,
): readonly Zombie[] {
  const { judge, reclaimWithinMs } = plan.serviceLevel;
  const signs = firstSigns(events);
  return faults.flatMap((fault) =>
    fault.proofs
      .filter(({ zombies }) => zombies)
      .flatMap((proof) =>
        proof.victims.map((connection) => {
          const span = { beginMs: fault.beginMs ?? proof.ms, proofMs: proof.ms, fault };
          const reclaim = reclaimTimes(signs.get(connection) ?? [], span, timeline);
          const tookMs = reclaim[judge];
          const released = signs.get(connection)?.find(({ sign }) => sign === judge);
          return {
            connection,
            cohort: cohortOf(connection),
            fault: fault.id,
            inject: fault.inject,
            proofMs: proof.ms,
            fate: fateOf(tookMs, reclaimWithinMs),
            reclaim,
            ...(released === undefined ? {} : { heldUntilMs: timeline.toMs(released.atUs) }),
          };
        }),
      ),
  );
}

function fateOf(tookMs: number | undefined, withinMs: number): Fate {
  if (tookMs === undefined) return 'never';
  return tookMs <= withinMs ? 'reclaimed' : 'late';
}

interface Sign {
  readonly sign: ReclaimSign;
  readonly atUs: number;
}

/** All signs of each connection in the order of their times. */
function firstSigns(events: readonly HistoryEvent[]): ReadonlyMap<string, readonly Sign[]> {
  const found = new Map<string, Sign[]>();
  for (const event of events) {
    const sign = signOf(event);
    if (sign === undefined || !('connection' in event)) continue;
    const list = found.get(event.connection) ?? [];
    list.push({ sign, atUs: event.atUs });
    found.set(event.connection, list);
  }
  return found;
}

function signOf(event: HistoryEvent): ReclaimSign | undefined {
  if (event.kind === 'slot.free') return 'slotFree';
  if (event.kind === 'socket.gone') return 'socketGone';
  const byServer =
    (event.kind === 'tap.close-frame' || event.kind === 'tap.end') && event.by === 'server';
  return byServer ? 'closeSeen' : undefined;
}

function reclaimTimes(
  signs: readonly Sign[],
  span: { readonly beginMs: number; readonly proofMs: number; readonly fault: FaultFacts },
  { toMs }: Timeline,
): Zombie['reclaim'] {
  const untilMs = span.fault.healMs ?? Infinity;
  const times: Partial<Record<ReclaimSign, number>> = {};
  for (const { sign, atUs } of signs) {
    const ms = toMs(atUs);
    // After healing begins the server sees an ordinary disconnect: no merit of its own.
    if (ms < span.beginMs || ms >= untilMs) continue;
    times[sign] ??= Math.max(0, ms - span.proofMs);
  }
  return times;
}
