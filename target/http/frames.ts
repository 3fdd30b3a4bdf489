/** Frames, pongs and closes of an open connection. What one peer sends costs that peer its connection, no more. */

import type { WebSocket } from 'ws';
import type { Connection } from '../core/connection.ts';
import type { Hub } from '../core/hub.ts';

const connectionKey = Symbol('connection');
const hubKey = Symbol('hub');

/** A socket with its connection on it: shared listeners cost no closure a connection. */
interface OwnedSocket extends WebSocket {
  [connectionKey]: Connection;
  [hubKey]: Hub;
}

export function attach(hub: Hub, webSocket: WebSocket, connection: Connection): void {
  const socket = webSocket as OwnedSocket;
  socket[connectionKey] = connection;
  socket[hubKey] = hub;
  socket.on('message', onMessage);
  socket.on('pong', onPong);
  socket.on('close', onClose);
  socket.on('error', onError);
}

function onMessage(this: WebSocket, data: Buffer, isBinary: boolean): void {
  const { [hubKey]: hub, [connectionKey]: connection } = this as OwnedSocket;
  if (isBinary) this.close(1003, 'text frames only');
  else if (!hub.receive(connection, data.toString())) this.close(1008, 'unknown message');
}

function onPong(this: WebSocket): void {
  const { [hubKey]: hub, [connectionKey]: connection } = this as OwnedSocket;
  hub.pong(connection);
}

function onClose(this: WebSocket, code: number): void {
  const { [hubKey]: hub, [connectionKey]: connection } = this as OwnedSocket;
  hub.closed(connection, code === 1000 ? 'goodbye' : 'loss');
}

/** The library closes the socket itself; 'close' follows. */
function onError(): void {
  // Nothing to add.
}
