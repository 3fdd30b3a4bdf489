/** What the admin port answers: the server's own view of itself, and the fault points. */

import { cleanupLevels, type CleanupLevel } from '../cleanup/cleanup-log.ts';
import type { Hub } from '../core/hub.ts';
import { BadRequest, named, type AdminBody, type Route } from './admin-request.ts';
import { faultPointRoutes } from './fault-point-routes.ts';

export const routes: Readonly<Record<string, Route>> = {
  'GET /census': census,

  'GET /cleanups': (hub, { query }) => hub.bench.log.since(Number(query.get('since') ?? 0)),

  'POST /cleanup': (hub, { body }) => hub.parts.cleanup.run('admin', levelOf(body)),

  'POST /health': (hub, { body }) =>
    named(hub, body).map(({ id, manager, state }) => ({
      connection: id,
      healthy: manager.isHealthy() && state !== 'zombie',
      hasConnections: manager.hasActiveConnections(),
    })),

  'POST /probe': (hub, { body }) => {
    const { nonce } = body;
    if (typeof nonce !== 'string') throw new BadRequest('nonce must be a string');
    for (const { emitter } of named(hub, body)) emitter.emit({ type: 'probe', nonce });
    return {};
  },

  ...faultPointRoutes,
};

function census({ bench }: Hub): unknown {
  const { slots, verdicts, registry, seams, atWork } = bench;
  const listed = [...registry.connections()].filter(seams.isListed);
  listed.forEach(seams.observed);
  return {
    claimed: slots.claimed,
    limit: slots.limit,
    reclaimable: verdicts.reclaimable,
    effective: slots.free + verdicts.reclaimable,
    connections: listed.map(({ id, user, state, emitter }) => ({
      connection: id,
      user,
      state,
      lastSeq: emitter.seq,
    })),
    work: Array.from(atWork, ({ connection }) => connection),
  };
}

function levelOf({ level }: AdminBody): CleanupLevel {
  if (level === undefined) return 'moderate';
  const known = cleanupLevels.find((name) => name === level);
  if (known === undefined) throw new BadRequest(`level is one of ${cleanupLevels.join(', ')}`);
  return known;
}
