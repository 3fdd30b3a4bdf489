/** The public port: upgrades, frames in, pongs, closes. What one peer sends costs that peer its connection, no more. */

import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Decision } from '../admission/doorkeeper.ts';
import type { Applicant, Connection } from '../core/connection.ts';
import type { Hub } from '../core/hub.ts';
import { applicantOf } from './applicant.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';

const connectionKey = Symbol('connection');
const hubKey = Symbol('hub');

/** A socket with its connection on it: shared listeners cost no closure a connection. */
interface OwnedSocket extends WebSocket {
  [connectionKey]: Connection;
  [hubKey]: Hub;
}

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

export function webSocketServer(hub: Hub): Server {
  const { maxPayloadBytes } = hub.bench.settings;
  const sockets = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: maxPayloadBytes,
  });
  const server = createServer((_request, response) => {
    response.writeHead(426, { Connection: 'close' }).end('This is a WebSocket server: /chat\n');
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Without a listener a reset between request and answer would end the process.
    socket.on('error', destroy);
    const applicant = applicantOf(request);
    if ('error' in applicant) {
      refuseUpgrade(socket, applicant);
      return;
    }
    const upgrade = { request, socket, head };
    const finish = (decision: Decision): void => {
      if (decision.admitted) accept({ hub, sockets, upgrade, applicant, slot: decision.slot });
      else refuseUpgrade(socket, decision.refusal);
    };
    const decision = hub.admit(applicant);
    if (decision instanceof Promise) void decision.then(finish);
    else finish(decision);
  });
  return server;
}

interface Acceptance {
  readonly hub: Hub;
  readonly sockets: WebSocketServer;
  readonly upgrade: Upgrade;
  readonly applicant: Applicant;
  readonly slot: Extract<Decision, { readonly admitted: true }>['slot'];
}

function accept({ hub, sockets, upgrade, applicant, slot }: Acceptance): void {
  const { request, socket, head } = upgrade;
  const outcome = { isOpen: false };
  try {
    if (!socket.destroyed) {
      sockets.handleUpgrade(request, socket, head, (webSocket) => {
        outcome.isOpen = true;
        socket.off('error', destroy);
        attach(hub, webSocket as OwnedSocket, hub.open(applicant, slot, webSocket));
      });
    }
  } finally {
    // The library answers a malformed handshake itself and never calls back.
    if (!outcome.isOpen) hub.abandon(slot);
  }
}

function attach(hub: Hub, socket: OwnedSocket, connection: Connection): void {
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

function onClose(this: WebSocket): void {
  const { [hubKey]: hub, [connectionKey]: connection } = this as OwnedSocket;
  hub.closed(connection);
}

/** The library closes the socket itself; 'close' follows. */
function onError(): void {
  // Nothing to add.
}

function destroy(this: Duplex): void {
  this.destroy();
}
