/**
 * Admission that recovers: zombies count as capacity. At the limit it cleans up level by level, lets applicants wait
 * while suspects are probed, serves them by priority, falls back on the reserves, and refuses with a hint when to
 * come back.
 */

import type { Cleanup } from '../cleanup/cleanup.ts';
import type { Applicant } from '../core/connection.ts';
import type { Prober } from '../detect/detector.ts';
import type { Bench } from '../policies/policy.ts';
import { refuse, type Decision, type Doorkeeper } from './doorkeeper.ts';
import { lastResort } from './last-resort.ts';
import { TenantBreakers } from './tenant-breakers.ts';
import { userDoor, type UserDoor } from './user-door.ts';
import { WaitingRoom, type Waiter } from './waiting-room.ts';

/** How often the sweeper looks while somebody waits at the door. */
const hasteMs = 10;
/** Ticks are a little apart; who was awake for so much of a wait was awake. */
const awakePart = 0.75;

export interface GraduatedParts {
  readonly cleanup: Cleanup;
  readonly probe: Prober;
}

export function graduatedDoorkeeper(bench: Bench, parts: GraduatedParts): Doorkeeper {
  const { slots, settings, sweeper } = bench;
  const { cleanup, probe } = parts;
  const room = new WaitingRoom();
  const door: UserDoor = userDoor(bench, {
    ...parts,
    breakers: new TenantBreakers({
      failures: settings.breakerFailures,
      openMs: settings.breakerMs,
    }),
  });

  const fallBack = (waiter: Waiter): void => {
    const slot = lastResort(bench, waiter.applicant);
    room.leave(waiter, slot === undefined ? limitRefusal(bench) : { admitted: true, slot });
  };

  const serve = (): void => {
    while (slots.free > 0) {
      const waiter = room.next();
      if (waiter === undefined) return;
      const { user } = waiter.applicant;
      // The same user may have filled the own limit while this one waited.
      const refusal = door.refusal(user);
      if (refusal === undefined) room.leave(waiter, { admitted: true, slot: slots.claim(user) });
      else room.leave(waiter, refusal);
    }
  };

  sweeper.addLast(() => {
    if (room.size === 0) return;
    // Somebody waits: what this tick has condemned goes now, not with the next one.
    if (bench.verdicts.reclaimable > 0) cleanup.run('limit', 'moderate');
    // Every suspect has answered or was removed: waiting longer brings nothing.
    if (probe.hurrying === 0) room.waiters().forEach(fallBack);
    if (room.size > 0) sweeper.hasten(hasteMs);
  });

  const wait = (applicant: Applicant): Promise<Decision> => {
    const waiter = room.enter(applicant);
    sweeper.hasten(hasteMs);
    endWithin(bench, waiter, {
      ms: settings.admitWaitMs,
      over: () => {
        fallBack(waiter);
      },
    });
    return waiter.decision;
  };

  return {
    admit: (applicant) => {
      const { user, tier } = applicant;
      const refusal = door.refusal(user);
      if (refusal !== undefined) return refusal;
      if (slots.free === 0) cleanup.run('limit', 'moderate');
      if (slots.free > 0) return { admitted: true, slot: slots.claim(user) };
      cleanup.run('limit', tier === 'enterprise' ? 'forced' : 'aggressive');
      return slots.free > 0 ? { admitted: true, slot: slots.claim(user) } : wait(applicant);
    },
    slotFreed: serve,
    close: () => {
      for (const waiter of room.waiters()) room.leave(waiter, drainRefusal);
    },
  };
}

/** What of a wait this process stood still for is waited for once more: nobody was looked at meanwhile. */
function endWithin(
  bench: Bench,
  waiter: Waiter,
  {
    ms,
    over,
    isLast = false,
  }: { readonly ms: number; readonly over: () => void; readonly isLast?: boolean },
): void {
  const { sweeper, timetable } = bench;
  const beganUs = sweeper.nowUs;
  waiter.cancel = timetable.after(ms, () => {
    const livedMs = (sweeper.nowUs - beganUs) / 1000;
    if (isLast || livedMs >= ms * awakePart) over();
    else endWithin(bench, waiter, { ms: ms - livedMs, over, isLast: true });
  });
}

function limitRefusal({ slots, settings }: Bench): Decision {
  return refuse({
    error: 'limit',
    reason: `${String(slots.claimed)} of ${String(slots.limit)} slots are in use`,
    retryable: true,
    retryAfterMs: settings.urgentMs,
  });
}

const drainRefusal = refuse({
  error: 'draining',
  reason: 'the server is shutting down',
  retryable: true,
  retryAfterMs: 1000,
});
