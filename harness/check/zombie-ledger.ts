/** Every proven zombie of a run and what the server did about it, each of the three ways it can be seen. */

import type { RunHistory } from '../contracts/checker.ts';
import type { EventOf, HistoryEvent } from '../contracts/history.ts';
import type { ServiceLevel } from '../contracts/scenario.ts';
import { faultWindows } from './fault-windows.ts';
import { judgedUntilUs } from './judged-until.ts';

export type ReclaimSign = ServiceLevel['judge'];
export const reclaimSigns: readonly ReclaimSign[] = ['closeSeen', 'slotFree', 'socketGone'];

export interface Zombie {
  readonly connection: string;
  readonly fault: string;
  /** The sign that its fate is told by: that of the service level, but where the fault is about a Close, which then is none. */
  readonly judge: ReclaimSign;
  readonly provenUs: number;
  /** What the server does from here on is no merit: the fault heals, the client leaves, the run ends. */
  readonly untilUs: number;
  /** First sign of each kind before `untilUs`. */
  readonly signsUs: Readonly<Partial<Record<ReclaimSign, number>>>;
  /** Between which looks it went, by sign, before `untilUs` or across it. */
  readonly wentUs: Readonly<Partial<Record<ReclaimSign, Went>>>;
}

/** It may have gone at any time between; one moment where the wire tells. */
export interface Went {
  readonly seenUs: number;
  readonly goneUs: number;
}

/**
 * `unjudged`: not reclaimed, but the run did not leave it the time the service level grants, or nobody looked while that
 * time ran out.
 */
export type Fate = 'reclaimed' | 'late' | 'never' | 'unjudged';

interface Draft {
  connection: string;
  fault: string;
  beginUs: number;
  provenUs: number;
  untilUs: number;
  clientLeft: boolean;
  judge: ReclaimSign;
  ignoresClose: boolean;
  signsUs: Partial<Record<ReclaimSign, number>>;
  wentUs: Partial<Record<ReclaimSign, Went>>;
}

/** In the order of their faults. A connection proven twice is one zombie, from its first proof. */
export function zombieLedger(history: RunHistory): readonly Zombie[] {
  const drafts = draftsOf(history);
  for (const event of history.events) {
    if (!('connection' in event)) continue;
    const draft = drafts.get(event.connection);
    if (draft !== undefined && event.atUs >= draft.beginUs) note(draft, event);
  }
  return [...drafts.values()];
}

function draftsOf(history: RunHistory): ReadonlyMap<string, Draft> {
  const endUs = judgedUntilUs(history);
  const { judge } = history.plan.serviceLevel;
  const ignoring = new Set(
    history.plan.faults.filter((one) => one.ignoresClose === true).map(({ id }) => id),
  );
  const drafts = new Map<string, Draft>();
  for (const { fault, beginUs, healUs, deadUs } of faultWindows(history)) {
    const ignoresClose = ignoring.has(fault);
    for (const [connection, provenUs] of deadUs) {
      if (drafts.has(connection)) continue;
      drafts.set(connection, {
        connection,
        fault,
        judge: judge === 'closeSeen' && ignoresClose ? 'socketGone' : judge,
        ignoresClose,
        beginUs,
        provenUs,
        untilUs: Math.min(healUs, endUs),
        clientLeft: false,
        signsUs: {},
        wentUs: {},
      });
    }
  }
  return drafts;
}

function note(draft: Draft, event: HistoryEvent): void {
  const signs = draft.ignoresClose && isOnTheWire(event) ? [] : signsOf(event);
  const isOver = draft.clientLeft || event.atUs > draft.untilUs;
  if (isOver) noteAcross(draft, event, signs);
  else if (signs.length > 0) noteSigns(draft, event, signs);
  else if (isClientLeaving(draft, event) && Object.keys(draft.signsUs).length === 0) {
    // The client left by itself before the server did anything: an ordinary goodbye.
    draft.untilUs = event.atUs;
    draft.clientLeft = true;
  }
}

function noteSigns(draft: Draft, event: HistoryEvent, signs: readonly ReclaimSign[]): void {
  for (const sign of signs) {
    draft.signsUs[sign] ??= event.atUs;
    draft.wentUs[sign] ??= { seenUs: seenUsOf(event), goneUs: event.atUs };
  }
}

/** Missed once its time was over, but not seen up to then: it may have gone before. */
function noteAcross(draft: Draft, event: HistoryEvent, signs: readonly ReclaimSign[]): void {
  const seenUs = seenUsOf(event);
  if (seenUs >= draft.untilUs) return;
  for (const sign of signs) draft.wentUs[sign] ??= { seenUs, goneUs: event.atUs };
}

function seenUsOf(event: HistoryEvent): number {
  return 'seenUntilUs' in event ? event.seenUntilUs : event.atUs;
}

function signsOf(event: HistoryEvent): readonly ReclaimSign[] {
  if (isOnTheWire(event)) return event.by === 'server' ? ['closeSeen'] : [];
  if (event.kind === 'slot.free') return ['slotFree'];
  // No descriptor without a close: where a fault makes the tap deaf, the kernel alone has seen it (docs/adr/0005).
  return event.kind === 'socket.gone' ? ['socketGone', 'closeSeen'] : [];
}

function isOnTheWire(event: HistoryEvent): event is EventOf<'tap.close-frame' | 'tap.end'> {
  return event.kind === 'tap.close-frame' || event.kind === 'tap.end';
}

/** As the server could see it, after the proof: an end before it is what the fault is about (a half-close). */
function isClientLeaving({ provenUs }: Draft, event: HistoryEvent): boolean {
  return event.atUs > provenUs && isOnTheWire(event) && event.by === 'client';
}

/** Milliseconds from proof to the sign, 0 where the server was faster than the proof. */
export function reclaimMs(zombie: Zombie, sign: ReclaimSign): number | undefined {
  const signUs = zombie.signsUs[sign];
  return signUs === undefined ? undefined : Math.max(0, signUs - zombie.provenUs) / 1000;
}

/** How it ended, by its sign and the bound the service level names. */
export function fateOf(
  zombie: Zombie,
  { reclaimWithinMs }: Pick<ServiceLevel, 'reclaimWithinMs'>,
): Fate {
  const { judge } = zombie;
  const ms = reclaimMs(zombie, judge);
  if (ms !== undefined && ms <= reclaimWithinMs) return 'reclaimed';
  if (heldMs(zombie, judge) < reclaimWithinMs) return 'unjudged';
  return ms === undefined ? 'never' : 'late';
}

/** Held by that sign to the end of its time, which was as long as the service level grants. */
export function isNever(
  zombie: Zombie,
  sign: ReclaimSign,
  { reclaimWithinMs }: Pick<ServiceLevel, 'reclaimWithinMs'>,
): boolean {
  return reclaimMs(zombie, sign) === undefined && heldMs(zombie, sign) >= reclaimWithinMs;
}

/** For how long after its proof it was held for certain: to the last look that found it, or to the end of its time. */
function heldMs({ wentUs, untilUs, provenUs }: Zombie, sign: ReclaimSign): number {
  const seenUs = wentUs[sign]?.seenUs ?? untilUs;
  return (Math.min(seenUs, untilUs) - provenUs) / 1000;
}
