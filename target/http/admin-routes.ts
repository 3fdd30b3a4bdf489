/** What the admin port answers: the server's own view of itself, and the fault points. */

import { cleanupLevels, type CleanupLevel } from '../cleanup/cleanup-log.ts';
import type { Connection } from '../core/connection.ts';
import { emitFaultModes, emitGate, type EmitFaultMode } from '../core/emit-gate.ts';
import type { Hub } from '../core/hub.ts';

/** A request the caller got wrong; answered 400. */
export class BadRequest extends Error {}

export interface AdminRequest {
  readonly query: URLSearchParams;
  readonly body: Readonly<Record<string, unknown>>;
}

type Route = (hub: Hub, request: AdminRequest) => unknown;

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

  'POST /fault-points/emit': (hub, { body }) => {
    const mode = modeOf(body);
    const delayMs = typeof body['delayMs'] === 'number' ? Math.max(0, body['delayMs']) : 0;
    const armed = named(hub, body);
    for (const { emitter } of armed) emitter.arm(emitGate(mode, delayMs, hub.bench.timetable));
    return { armed: armed.map(({ id }) => id) };
  },

  'POST /fault-points/emit/disarm': (hub, { body }) => {
    const disarmed = named(hub, body).filter(({ emitter }) => emitter.gate !== undefined);
    for (const { emitter } of disarmed) emitter.disarm();
    return { disarmed: disarmed.map(({ id }) => id) };
  },
};

function census({ bench }: Hub): unknown {
  const { slots, verdicts, registry, seams } = bench;
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
  };
}

/** The live connections of `body.connections`; names that are not there are left out. */
function named(hub: Hub, body: Readonly<Record<string, unknown>>): readonly Connection[] {
  const { connections } = body;
  if (!Array.isArray(connections) || !connections.every((id) => typeof id === 'string')) {
    throw new BadRequest('connections must be a list of connection ids');
  }
  return connections
    .map((id: string) => hub.bench.registry.find(id))
    .filter((connection) => connection !== undefined);
}

function levelOf({ level }: Readonly<Record<string, unknown>>): CleanupLevel {
  if (level === undefined) return 'moderate';
  const known = cleanupLevels.find((name) => name === level);
  if (known === undefined) throw new BadRequest(`level is one of ${cleanupLevels.join(', ')}`);
  return known;
}

function modeOf({ mode }: Readonly<Record<string, unknown>>): EmitFaultMode {
  const known = emitFaultModes.find((name) => name === mode);
  if (known === undefined) throw new BadRequest(`mode is one of ${emitFaultModes.join(', ')}`);
  return known;
}
