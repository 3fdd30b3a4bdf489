/** The limit of one user: zombies of that user are reclaimed first, and the refusal says when to come back. */

import type { Cleanup } from '../cleanup/cleanup.ts';
import type { Prober } from '../detect/detector.ts';
import type { Bench } from '../policies/policy.ts';
import { refuse, type Decision } from './doorkeeper.ts';
import type { TenantBreakers } from './tenant-breakers.ts';

export interface UserDoor {
  /** Undefined where the user may have another slot. */
  refusal(user: string): Decision | undefined;
}

export interface UserDoorParts {
  readonly cleanup: Cleanup;
  readonly probe: Prober;
  readonly breakers: TenantBreakers;
}

export function userDoor(bench: Bench, { cleanup, probe, breakers }: UserDoorParts): UserDoor {
  const { slots, timetable, settings, registry } = bench;
  return {
    refusal: (user) => {
      if (!slots.isUserFull(user)) {
        breakers.succeeded(user);
        return undefined;
      }
      const { nowUs } = timetable;
      const waitMs = breakers.waitMs(user, nowUs);
      if (waitMs > 0) return userRefusal('too many tries; wait', waitMs);
      cleanup.run('user-limit', 'moderate');
      if (!slots.isUserFull(user)) return undefined;
      breakers.failed(user, nowUs);
      // Whoever of them is dead will be found out before the user comes back.
      probe.hurry(registry.connectionsOf(user));
      return userRefusal('the user has as many connections as one may', settings.urgentMs);
    },
  };
}

function userRefusal(reason: string, retryAfterMs: number): Decision {
  return refuse({ error: 'user-limit', reason, retryable: true, retryAfterMs });
}
