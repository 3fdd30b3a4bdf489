/** What is left when every slot is alive: the emergency reserve, reduced service, and, where allowed, eviction. */

import type { Applicant, Connection } from '../core/connection.ts';
import type { Slot } from '../core/slots.ts';
import type { Bench } from '../policies/policy.ts';
import { tiers, type Tier } from '../protocol.ts';

/** Close code of an eviction, announced to the client: come back later. */
export const evictedCode = 4013;

/** Undefined where there is nothing for this applicant. Never evicts while a zombie could be reclaimed. */
export function lastResort(bench: Bench, { user, tier }: Applicant): Slot | undefined {
  const { slots, settings, verdicts } = bench;
  if (tier === 'enterprise' && slots.hasReserve('emergency')) return slots.claim(user, 'emergency');
  const isPaying = tier === 'enterprise' || tier === 'power';
  if (isPaying && slots.hasReserve('degraded')) return slots.claim(user, 'degraded');
  const mayEvict = settings.evict && tier === 'enterprise' && verdicts.reclaimable === 0;
  const victim = mayEvict ? cheapest(bench.registry.connections(), tier) : undefined;
  if (victim === undefined) return undefined;
  const slot = slots.claim(user, 'emergency');
  bench.evict(victim, evictedCode);
  return slot;
}

/** The longest inactive connection of the lowest tier below `tier`. */
function cheapest(connections: Iterable<Connection>, tier: Tier): Connection | undefined {
  let best: Connection | undefined;
  for (const connection of connections) {
    if (rankOf(connection.tier) <= rankOf(tier)) continue;
    if (best === undefined || isCheaper(connection, best)) best = connection;
  }
  return best;
}

function isCheaper(one: Connection, other: Connection): boolean {
  if (one.tier !== other.tier) return rankOf(one.tier) > rankOf(other.tier);
  return one.lastActivityUs < other.lastActivityUs;
}

function rankOf(tier: Tier): number {
  return tiers.indexOf(tier);
}
