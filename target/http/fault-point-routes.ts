/** The fault points over the admin port: arm, disarm, and the server's own clock. */

import type { Connection } from '../core/connection.ts';
import { emitFaultModes, emitGate, type EmitFaultMode } from '../core/emit-gate.ts';
import type { FaultPoints } from '../core/fault-points.ts';
import type { ThrowPoint } from '../core/throw-point.ts';
import { BadRequest, named, numberIn, type AdminBody, type Route } from './admin-request.ts';

export const faultPointRoutes: Readonly<Record<string, Route>> = {
  'POST /fault-points/emit': (hub, { body }) => {
    const mode = modeOf(body);
    const delayMs = Math.max(0, numberIn(body, 'delayMs', 0));
    const armed = named(hub, body);
    for (const { emitter } of armed) emitter.arm(emitGate(mode, delayMs, hub.bench.timetable));
    return { armed: idsOf(armed) };
  },

  'POST /fault-points/emit/disarm': (hub, { body }) => {
    const disarmed = named(hub, body).filter(({ emitter }) => emitter.gate !== undefined);
    for (const { emitter } of disarmed) emitter.disarm();
    return { disarmed: idsOf(disarmed) };
  },

  ...throwing('handler', ({ handler }) => handler),
  ...throwing('cleanup', ({ cleanup }) => cleanup),

  'POST /fault-points/clock': (hub, { body }) => {
    hub.bench.points.clock.step(numberIn(body, 'byMs', 0));
    return { nowUs: hub.bench.clock.nowUs() };
  },

  'GET /clock': (hub) => ({ nowUs: hub.bench.clock.nowUs() }),
};

function throwing(
  name: string,
  of: (points: FaultPoints) => ThrowPoint<Connection>,
): Readonly<Record<string, Route>> {
  return {
    [`POST /fault-points/${name}`]: (hub, { body }) => {
      const how = { times: numberIn(body, 'times', 1), lastingMs: numberIn(body, 'lastingMs', 0) };
      const armed = named(hub, body);
      for (const connection of armed) of(hub.bench.points).arm(connection, how);
      return { armed: idsOf(armed) };
    },
    [`POST /fault-points/${name}/disarm`]: (hub, { body }) => {
      const disarmed = named(hub, body);
      for (const connection of disarmed) of(hub.bench.points).disarm(connection);
      return { disarmed: idsOf(disarmed) };
    },
  };
}

function idsOf(connections: readonly Connection[]): readonly string[] {
  return connections.map(({ id }) => id);
}

function modeOf({ mode }: AdminBody): EmitFaultMode {
  const known = emitFaultModes.find((name) => name === mode);
  if (known === undefined) throw new BadRequest(`mode is one of ${emitFaultModes.join(', ')}`);
  return known;
}
