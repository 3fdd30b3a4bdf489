/**
 * The incident's emergency cleanup, bit by bit: it removes a manager that is unhealthy, or has no connections, or was
 * idle for an hour. Healthy means an object reference, and own sends count as activity, so it finds nothing.
 */

import type { Manager } from '../core/manager.ts';
import type { Bench } from '../policies/policy.ts';
import type { Cleanup } from './cleanup.ts';

export function conservativeCleanup(bench: Bench): Cleanup {
  const { registry, clock, settings, log } = bench;
  const isRemovable = (manager: Manager): boolean =>
    !manager.isHealthy() ||
    !manager.hasActiveConnections() ||
    clock.nowUs() - manager.lastActivityUs > settings.idleLimitMs * 1000;
  return {
    run: (trigger) => {
      const managers = [...registry.managers()];
      const removable = managers.filter(isRemovable);
      for (const { connections } of removable) {
        for (const connection of [...connections]) bench.remove(connection, 'conservative cleanup');
      }
      const result = { examined: managers.length, removed: removable.length };
      log.add({ trigger, level: 'emergency', ...result });
      return result;
    },
  };
}
