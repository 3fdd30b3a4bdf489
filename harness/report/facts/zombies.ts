/**
 * Who was dead from when, and when the server let go of it: the rows behind the zombie matrix. The rules are
 * the judge's (harness/check/zombie-ledger.ts); a suite holds the two together.
 */

import { cohortOf } from '../../contracts/connection-id.ts';
import type { RunHistory } from '../../contracts/checker.ts';
import type { HistoryEvent } from '../../contracts/history.ts';
import type { FaultFacts } from './faults.ts';
import { judgedUntilUs } from './judged-until.ts';
import type { Timeline } from './timeline.ts';

export type ReclaimSign = 'closeSeen' | 'slotFree' | 'socketGone';
export const reclaimSigns: readonly ReclaimSign[] = ['closeSeen', 'slotFree', 'socketGone'];
/** `unjudged`: not given the time that the service level grants, or gone while nobody looked. */
export type Fate = 'reclaimed' | 'late' | 'never' | 'unjudged';

/** Held for longer than the service level allows, for certain. */
export function isKept({ fate }: Pick<Zombie, 'fate'>): boolean {
  return fate === 'late' || fate === 'never';
}

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
  /** Milliseconds from proof to the last look that still found it held, where the judged sign came. */
  readonly seenMs?: number;
  /** From here on nothing the server did was its merit: healing, a goodbye of the client, the end. */
  readonly untilMs: number;
  /** The last look, of whatever kind, that saw it held before it went. */
  readonly heldForCertainUntilMs: number;
  /** When the judged sign came, healed or not; absent = held to the end of the run. */
  readonly heldUntilMs?: number;
}

/** A connection proven twice is one zombie, from its first proof. */
export function readZombies(
  { plan, events }: RunHistory,
  faults: readonly FaultFacts[],
  timeline: Timeline,
): readonly Zombie[] {
  const { judge, reclaimWithinMs } = plan.serviceLevel;
  const ends = endings(events, timeline);
  const endMs = timeline.toMs(judgedUntilUs(events));
  const ignoring = new Set(plan.faults.flatMap((one) => (one.ignoresClose === true ? one.id : [])));
  return deaths(faults, endMs).map((death) => {
    const isIgnored = ignoring.has(death.fault.id);
    const all = ends.get(death.connection) ?? [];
    const its = isIgnored ? all.filter(({ isHeard }) => !isHeard) : all;
    const { untilMs, reclaim } = reclaimTimes(its, death);
    const tookMs = reclaim[judge];
    const wentBy = (wanted: ReclaimSign): Ending | undefined =>
      its.find(
        ({ sign, ms, seenMs }) =>
          sign === wanted && ms >= death.beginMs && (seenMs < untilMs || ms <= untilMs),
      );
    const went = wentBy(judge);
    const heldMs = Math.min(went?.seenMs ?? untilMs, untilMs) - death.proofMs;
    const released = its.find(({ sign }) => sign === judge);
    return {
      connection: death.connection,
      cohort: cohortOf(death.connection),
      fault: death.fault.id,
      inject: death.fault.inject,
      proofMs: death.proofMs,
      fate: fateOf(tookMs, heldMs, reclaimWithinMs),
      reclaim,
      untilMs,
      heldForCertainUntilMs: Math.min(
        untilMs,
        ...reclaimSigns.flatMap((sign) => wentBy(sign)?.seenMs ?? []),
      ),
      ...(went === undefined ? {} : { seenMs: went.seenMs - death.proofMs }),
      ...(released === undefined ? {} : { heldUntilMs: released.ms }),
    };
  });
}

/** `heldMs`: for how long it was held for certain, if not for ever. */
function fateOf(tookMs: number | undefined, heldMs: number, withinMs: number): Fate {
  if (tookMs !== undefined && tookMs <= withinMs) return 'reclaimed';
  if (heldMs < withinMs) return 'unjudged';
  return tookMs === undefined ? 'never' : 'late';
}

interface Death {
  readonly connection: string;
  readonly fault: FaultFacts;
  readonly beginMs: number;
  readonly proofMs: number;
  readonly untilMs: number;
}

function deaths(faults: readonly FaultFacts[], endMs: number): readonly Death[] {
  const all = faults.flatMap((fault) =>
    fault.proofs
      .filter(({ zombies }) => zombies)
      .flatMap(({ ms: proofMs, victims }) =>
        victims.map((connection): Death => {
          const untilMs = Math.min(fault.healMs ?? Infinity, endMs);
          return { connection, fault, beginMs: fault.beginMs ?? proofMs, proofMs, untilMs };
        }),
      ),
  );
  const first = new Map<string, Death>();
  for (const death of all) {
    if (!first.has(death.connection)) first.set(death.connection, death);
  }
  return [...first.values()];
}

interface Ending {
  readonly ms: number;
  /** Up to then it had certainly not come; the wire tells the moment itself. */
  readonly seenMs: number;
  /** `left`: the client said goodbye. */
  readonly sign: ReclaimSign | 'left';
  /** On the wire, from the server: for nothing where the fault has provoked its Close. */
  readonly isHeard: boolean;
}

/** All that ends each connection, in the order of their times. */
function endings(
  events: readonly HistoryEvent[],
  { toMs }: Timeline,
): ReadonlyMap<string, readonly Ending[]> {
  const found = new Map<string, Ending[]>();
  for (const event of events) {
    const sign = signOf(event);
    if (sign === undefined || !('connection' in event)) continue;
    const list = found.get(event.connection) ?? [];
    const ms = toMs(event.atUs);
    const seenMs = 'seenUntilUs' in event ? toMs(event.seenUntilUs) : ms;
    list.push({ ms, seenMs, sign, isHeard: sign === 'closeSeen' });
    // No descriptor without a close, whoever could see it.
    if (sign === 'socketGone') list.push({ ms, seenMs, sign: 'closeSeen', isHeard: false });
    found.set(event.connection, list);
  }
  return found;
}

function signOf(event: HistoryEvent): Ending['sign'] | undefined {
  if (event.kind === 'slot.free') return 'slotFree';
  if (event.kind === 'socket.gone') return 'socketGone';
  if (event.kind !== 'tap.close-frame' && event.kind !== 'tap.end') return undefined;
  return event.by === 'server' ? 'closeSeen' : 'left';
}

function reclaimTimes(
  ends: readonly Ending[],
  { beginMs, proofMs, untilMs: limitMs }: Death,
): Pick<Zombie, 'reclaim' | 'untilMs'> {
  const reclaim: Partial<Record<ReclaimSign, number>> = {};
  for (const { sign, ms } of ends) {
    if (ms < beginMs || ms > limitMs) continue;
    if (sign !== 'left') reclaim[sign] ??= Math.max(0, ms - proofMs);
    // A client that leaves by itself before the server did anything is an ordinary goodbye.
    else if (Object.keys(reclaim).length === 0) return { reclaim, untilMs: ms };
  }
  return { reclaim, untilMs: limitMs };
}
