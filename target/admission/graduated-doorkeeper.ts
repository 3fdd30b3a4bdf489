/**
 * Admission that recovers: zombies count as capacity. At the limit it cleans up level by level, lets applicants wait
 * while suspects are probed, serves them by priority, keeps emergency slots for enterprise users, and refuses
 * with a hint when to come back. It never takes the slot of a living connection.
 */

import type { Cleanup } from '../cleanup/cleanup.ts';
import type { Applicant } from '../core/connection.ts';
import type { Prober } from '../detect/detector.ts';
import type { Bench } from '../policies/policy.ts';
import { refuse, type Decision, type Doorkeeper } from './doorkeeper.ts';
import { WaitingRoom, type Waiter } from './waiting-room.ts';

export interface GraduatedParts {
  readonly cleanup: Cleanup;
  readonly probe: Prober;
}

export function graduatedDoorkeeper(bench: Bench, { cleanup, probe }: GraduatedParts): Doorkeeper {
  const { slots, registry, settings, timetable, sweeper } = bench;
  const room = new WaitingRoom();

  const fallback = (waiter: Waiter): void => {
    const { user, tier } = waiter.applicant;
    if (tier === 'enterprise' && slots.isEmergencyFree) {
      room.leave(waiter, { admitted: true, slot: slots.claim(user, true) });
    } else room.leave(waiter, refusal(bench));
  };

  const serve = (): void => {
    while (slots.free > 0) {
      const waiter = room.next();
      if (waiter === undefined) return;
      room.leave(waiter, { admitted: true, slot: slots.claim(waiter.applicant.user) });
    }
  };

  sweeper.add(() => {
    // Every suspect has answered or was removed: waiting longer brings nothing.
    if (room.size > 0 && probe.hurrying === 0) room.waiters().forEach(fallback);
    return 0;
  });

  const wait = (applicant: Applicant): Promise<Decision> => {
    const waiter = room.enter(applicant);
    waiter.cancel = timetable.after(settings.admitWaitMs, () => {
      fallback(waiter);
    });
    return waiter.decision;
  };

  return {
    admit: (applicant) => {
      const { user, tier } = applicant;
      if (slots.isUserFull(user)) {
        cleanup.run('user-limit', 'moderate');
        if (slots.isUserFull(user)) {
          probe.hurry([...registry.connections()].filter((other) => other.user === user));
          return refusal(bench, 'user-limit');
        }
      }
      if (slots.free === 0) cleanup.run('limit', 'moderate');
      if (slots.free > 0) return { admitted: true, slot: slots.claim(user) };
      cleanup.run('limit', tier === 'enterprise' ? 'forced' : 'aggressive');
      return wait(applicant);
    },
    slotFreed: serve,
    close: () => {
      for (const waiter of room.waiters()) room.leave(waiter, drainRefusal);
    },
  };
}

function refusal({ slots, settings }: Bench, error: 'limit' | 'user-limit' = 'limit'): Decision {
  const count = `${String(slots.claimed)} of ${String(slots.limit)} slots are in use`;
  const reason = error === 'limit' ? count : 'the user has as many connections as one user may';
  return refuse({ error, reason, retryable: true, retryAfterMs: settings.urgentMs });
}

const drainRefusal = refuse({
  error: 'draining',
  reason: 'the server is shutting down',
  retryable: true,
  retryAfterMs: 1000,
});
