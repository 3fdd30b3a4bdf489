/** Frames, pongs and closes of an open connection. What one peer sends costs that peer its connection, no more. */

import type { WebSocket } from 'ws';
import type { Connection } from '../core/connection.ts';
import type { Hub } from '../core/hub.ts';

const connectionKey = Symbol('connection');

/** A socket with its connection on it: the listeners are shared and cost no closure a connection. */
interface OwnedSocket extends WebSocket {
  [connectionKey]: Connection;
}

export type Attach = (webSocket: WebSocket, connection: Connection) => void;

export function frameListeners(hub: Hub): Attach {
  function onMessage(this: OwnedSocket, data: Buffer, isBinary: boolean): void {
    if (isBinary) this.close(1003, 'text frames only');
    else if (!isUnderstood(this, data)) this.close(1008, 'unknown message');
  }
  /** What a handler throws ends the connection it threw for; its state is not to be trusted any more. */
  function isUnderstood(socket: OwnedSocket, data: Buffer): boolean {
    const connection = socket[connectionKey];
    try {
      return hub.receive(connection, data.toString());
    } catch (error) {
      hub.bench.counters.add('handler-failures');
      hub.bench.journal.warn('handler failed', {
        connection: connection.id,
        reason: String(error),
      });
      socket.close(1011, 'internal error');
      return true;
    }
  }
  function onPong(this: OwnedSocket): void {
    hub.pong(this[connectionKey]);
  }
  function onClose(this: OwnedSocket, code: number): void {
    hub.closed(this[connectionKey], code === 1000 ? 'goodbye' : 'loss');
  }
  return (webSocket, connection) => {
    const socket = webSocket as OwnedSocket;
    socket[connectionKey] = connection;
    socket.on('message', onMessage as (this: WebSocket, data: unknown, isBinary: boolean) => void);
    socket.on('pong', onPong as (this: WebSocket) => void);
    socket.on('close', onClose as (this: WebSocket, code: number) => void);
    socket.on('error', onError);
  };
}

/** The library closes the socket itself; 'close' follows. */
function onError(): void {
  // Nothing to add.
}
