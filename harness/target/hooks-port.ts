/** Where a server with `ws-chaos/hooks` serves its fault points: by the address in the scenario, or by the line it prints. */

import { createInterface } from 'node:readline';
import { ChaosError, messageOf } from '../contracts/errors.ts';
import type { FaultPoints } from '../contracts/target.ts';
import { controlPort } from './control-port.ts';
import { faultPointsOver } from './fault-points-over.ts';
import type { ServerProcess } from './spawn-server.ts';

/** Tells the hooks in a server where to listen. */
export const hooksVariable = 'WS_CHAOS_HOOKS';
/** In place of an address: a port of the server's choice, told on its stdout. */
export const readyLine = 'ready-line';

/** Reads the server's stdout to the end; resolves with the address in the line of the hooks. */
export async function hooksLineOf({ child }: ServerProcess): Promise<string> {
  const { promise, resolve } = Promise.withResolvers<string>();
  if (child.stdout !== null) {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const address = addressIn(line);
      if (address !== undefined) resolve(address);
    });
  }
  return promise;
}

function addressIn(line: string): string | undefined {
  if (!line.includes('wsChaosHooks')) return undefined;
  try {
    const { wsChaosHooks } = JSON.parse(line) as { readonly wsChaosHooks?: unknown };
    return typeof wsChaosHooks === 'string' ? wsChaosHooks : undefined;
  } catch {
    return undefined;
  }
}

/** `http://<token>@127.0.0.1:<port>` → its fault points, once they have answered. Rejects with CHAOS_ERR_TARGET_START. */
export async function faultPointsAt(address: string): Promise<FaultPoints> {
  const { origin, username } = new URL(address);
  const points = faultPointsOver(controlPort(origin, decodeURIComponent(username)));
  try {
    await points.health([]);
  } catch (cause) {
    throw new ChaosError(
      'CHAOS_ERR_TARGET_START',
      `The fault points of the target do not answer at ${origin}: ${messageOf(cause)}`,
      {
        cause,
        help: `Start the server with ${hooksVariable} set to the address in target.hooks, token included.`,
      },
    );
  }
  return points;
}
