/** Every proven zombie of a run and what the server did about it, each of the three ways it can be seen. */

import type { RunHistory } from '../contracts/checker.ts';
import type { HistoryEvent } from '../contracts/history.ts';
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
}

/** `unjudged`: not reclaimed, but the run did not leave it the time the service level grants. */
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
}

/** In the order of their faults. A connection proven twice is one zombie, from its first proof. */
export function zombieLedger(history: RunHistory): readonly Zombie[] {
  const drafts = draftsOf(history);
  for (const event of history.events) {
    if (!('connection' in event)) continue;
    const draft = drafts.get(event.connection);
    if (draft !== undefined && event.atUs >= draft.beginUs && event.atUs <= draft.untilUs) {
      note(draft, event);
    }
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
  for (const { fault, beginUs, healUs, provenUs: proofs, makesZombies } of faultWindows(history)) {
    if (!makesZombies) continue;
    const ignoresClose = ignoring.has(fault);
    for (const [connection, provenUs] of proofs) {
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
      });
    }
  }
  return drafts;
}

function note(draft: Draft, event: HistoryEvent): void {
  if (draft.clientLeft) return;
  const found = signOf(event);
  const sign = found === 'closeSeen' && draft.ignoresClose ? undefined : found;
  if (sign !== undefined) {
    draft.signsUs[sign] ??= event.atUs;
    // No descriptor without a close: where a fault makes the tap deaf, the kernel alone has seen it (docs/adr/0005).
    if (sign === 'socketGone') draft.signsUs.closeSeen ??= event.atUs;
  } else if (isClientLeaving(draft, event) && Object.keys(draft.signsUs).length === 0) {
    // The client left by itself before the server did anything: an ordinary goodbye.
    draft.untilUs = event.atUs;
    draft.clientLeft = true;
  }
}

function signOf(event: HistoryEvent): ReclaimSign | undefined {
  if (event.kind === 'tap.close-frame' || event.kind === 'tap.end') {
    return event.by === 'server' ? 'closeSeen' : undefined;
  }
  if (event.kind === 'slot.free') return 'slotFree';
  return event.kind === 'socket.gone' ? 'socketGone' : undefined;
}

/** As the server could see it, after the proof: an end before it is what the fault is about (a half-close). */
function isClientLeaving({ provenUs }: Draft, event: HistoryEvent): boolean {
  if (event.atUs <= provenUs) return false;
  if (event.kind !== 'tap.close-frame' && event.kind !== 'tap.end') return false;
  return event.by === 'client';
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
  const ms = reclaimMs(zombie, zombie.judge);
  if (ms !== undefined) return ms <= reclaimWithinMs ? 'reclaimed' : 'late';
  const grantedMs = (zombie.untilUs - zombie.provenUs) / 1000;
  return grantedMs >= reclaimWithinMs ? 'never' : 'unjudged';
}
