/** Frames, pongs and closes of an open connection. What one peer sends costs that peer its connection, no more. */

import type { Connection } from '../core/connection.ts';
import type { Hub } from '../core/hub.ts';
import type { TargetSocket } from './target-socket.ts';

export type Listen = (socket: TargetSocket) => void;

/** Listeners for a socket that has its owner. */
export function frameListeners(hub: Hub): Listen {
  function onMessage(this: TargetSocket, data: Buffer, isBinary: boolean): void {
    if (this.owner === undefined) return;
    if (isBinary) this.close(1003, 'text frames only');
    else if (!isUnderstood(this, this.owner, data)) this.close(1008, 'unknown message');
  }
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
  function onPong(this: TargetSocket): void {
    if (this.owner !== undefined) hub.pong(this.owner);
  }
  function onPing(this: TargetSocket): void {
    if (this.owner !== undefined) hub.ping(this.owner);
  }
  function onClose(this: TargetSocket, code: number): void {
    if (this.owner !== undefined) hub.closed(this.owner, code === 1000 ? 'goodbye' : 'loss');
  }
  return (socket) => {
    const all = socket as unknown as Listening;
    all.on('message', onMessage as () => void);
    all.on('ping', onPing);
    all.on('pong', onPong);
    all.on('close', onClose as () => void);
    all.on('error', onError);
  };
}

/** The library's types know no listener that reads its `this`. */
interface Listening {
  on(event: string, listener: () => void): void;
}

/** The library closes the socket itself; 'close' follows. */
function onError(): void {
  // Nothing to add.
}
