/** Whether a port accepts connections. */

import { once } from 'node:events';
import { connect } from 'node:net';
import { hostOf, portOf } from '../contracts/loopback.ts';
import { ChaosError } from '../contracts/errors.ts';

export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Host and port of a WebSocket URL. Throws CHAOS_ERR_TARGET_START. */
export function addressOf(url: string): Address {
  if (!URL.canParse(url)) throw badUrl(url);
  const parsed = new URL(url);
  if (parsed.protocol !== 'ws:' && parsed.protocol !== 'wss:') throw badUrl(url);
  return { host: hostOf(parsed), port: portOf(parsed) };
}

/** Connects and hangs up again; false when refused or unreachable. */
export async function accepts({ host, port }: Address): Promise<boolean> {
  const socket = connect({ host, port, timeout: 1000 });
  socket.on('timeout', () => socket.destroy(new Error('no answer')));
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.on('error', () => undefined);
    socket.destroy();
  }
}

function badUrl(url: string): ChaosError {
  return new ChaosError('CHAOS_ERR_TARGET_START', `Not a WebSocket URL: ${url}`, {
    help: 'Give target.url as ws://host:port/path.',
  });
}
