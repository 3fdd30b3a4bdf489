/** Frames, pongs and closes of an open connection. What one peer sends costs that peer its connection, no more. */

import type { Connection } from '../core/connection.ts';
import type { Hub } from '../core/hub.ts';
import type { Ears, TargetSocket } from './target-socket.ts';

/** For all sockets of the hub; what comes before a socket has its owner is nobody's. */
export function earsOf(hub: Hub): Ears {
  /** What a handler throws ends the connection it threw for; its state is not to be trusted any more. */
  function isUnderstood(socket: TargetSocket, owner: Connection, data: Buffer): boolean {
    try {
      return hub.receive(owner, data.toString());
    } catch (error) {
      hub.bench.counters.add('handler-failures');
      hub.bench.journal.warn('handler failed', { connection: owner.id, reason: String(error) });
      socket.close(1011, 'internal error');
      return true;
    }
  }
  return {
    message: (socket, data, isBinary) => {
      if (socket.owner === undefined) return;
      if (isBinary) socket.close(1003, 'text frames only');
      else if (!isUnderstood(socket, socket.owner, data)) socket.close(1008, 'unknown message');
    },
    pong: ({ owner }) => {
      if (owner !== undefined) hub.pong(owner);
    },
    ping: ({ owner }) => {
      if (owner !== undefined) hub.ping(owner);
    },
    close: ({ owner }, code) => {
      if (owner !== undefined) hub.closed(owner, code === 1000 ? 'goodbye' : 'loss');
    },
  };
}
