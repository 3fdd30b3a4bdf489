/** The fault points of a server over its control port: the reference server's admin port, or that of `ws-chaos/hooks`. */

import type { FaultPoints, HealthOpinion, ThrowPoint } from '../contracts/target.ts';
import type { ControlPort } from './control-port.ts';

export function faultPointsOver(port: ControlPort): FaultPoints {
  return {
    armEmit: async (connections, mode, delayMs) => {
      await port.post('/fault-points/emit', { connections, mode, delayMs });
    },
    disarmEmit: async (connections) => {
      await port.post('/fault-points/emit/disarm', { connections });
    },
    emitProbe: async (connections, nonce) => {
      await port.post('/probe', { connections, nonce });
    },
    health: async (connections) =>
      (await port.post('/health', { connections })) as readonly HealthOpinion[],
    handler: throwPoint(port, 'handler'),
    cleanup: throwPoint(port, 'cleanup'),
    clock: {
      step: async (byMs) => {
        await port.post('/fault-points/clock', { byMs });
      },
      nowUs: async () => ((await port.get('/clock')) as { readonly nowUs: number }).nowUs,
    },
  };
}

function throwPoint(port: ControlPort, name: string): ThrowPoint {
  return {
    arm: async (connections, how) => {
      await port.post(`/fault-points/${name}`, { connections, ...how });
    },
    disarm: async (connections) => {
      await port.post(`/fault-points/${name}/disarm`, { connections });
    },
  };
}
