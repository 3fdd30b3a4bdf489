/** The public port: from the upgrade request to an open connection, or to a refusal. */

import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type Server as LibraryServer } from 'ws';
import type { Decision } from '../admission/doorkeeper.ts';
import type { Applicant } from '../core/connection.ts';
import type { Hub } from '../core/hub.ts';
import type { Refusal } from '../protocol.ts';
import { applicantOf } from './applicant.ts';
import { earsOf } from './frames.ts';
import { gate } from './gate.ts';
import { httpServer } from './listener.ts';
import { inOneWrite } from './one-write.ts';
import { plainRequests } from './plain-requests.ts';
import { refuseUpgrade } from './refuse-upgrade.ts';
import { hearing, type TargetSocket } from './target-socket.ts';

interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

type Sockets = LibraryServer<typeof TargetSocket>;

/** How long a peer may take to answer a Close frame. */
const closeTimeoutMs = 5000;

/** Without a context that outlives a message: a window of 32 KB each way would be most of what a connection takes. */
const deflate = { serverNoContextTakeover: true, clientNoContextTakeover: true, threshold: 1024 };

export function webSocketServer(hub: Hub): Server {
  const { settings, counters } = hub.bench;
  const sockets: Sockets = new WebSocketServer<typeof TargetSocket>({
    noServer: true,
    WebSocket: hearing(earsOf(hub)),
    clientTracking: false,
    perMessageDeflate: settings.deflate ? deflate : false,
    maxPayload: settings.maxPayloadBytes,
    ...{ closeTimeout: closeTimeoutMs },
  });
  const server = httpServer(settings, plainRequests(hub));
  const mayKnock = gate(settings);

  const refuse = (socket: Duplex, refusal: Refusal): void => {
    counters.add('refused', refusal.error);
    refuseUpgrade(socket, refusal);
  };
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const applicant = mayKnock(request) ?? applicantOf(request);
    if ('error' in applicant) {
      refuse(socket, applicant);
      return;
    }
    const finish = (decision: Decision): void => {
      if (!decision.admitted) refuse(socket, decision.refusal);
      else accept({ hub, sockets, applicant, slot: decision.slot }, { request, socket, head });
    };
    const decision = hub.admit(applicant);
    if (!(decision instanceof Promise)) {
      finish(decision);
      return;
    }
    // Without a listener a reset during the wait would end the process.
    socket.on('error', destroy);
    void decision.then((decided) => {
      socket.off('error', destroy);
      finish(decided);
    });
  });
  return server;
}

interface Acceptance {
  readonly hub: Hub;
  readonly sockets: Sockets;
  readonly applicant: Applicant;
  readonly slot: Extract<Decision, { readonly admitted: true }>['slot'];
}

function accept(acceptance: Acceptance, { request, socket, head }: Upgrade): void {
  const { hub, sockets, applicant, slot } = acceptance;
  const outcome = { isOpen: false };
  try {
    // Who waited for a slot may have left meanwhile.
    if (!socket.destroyed) {
      // The answer to the upgrade and the first words leave in one piece.
      inOneWrite(socket, () => {
        sockets.handleUpgrade(request, socket, head, (webSocket) => {
          outcome.isOpen = true;
          webSocket.raw = socket;
          webSocket.owner = hub.open(applicant, slot, webSocket);
        });
      });
    }
  } finally {
    // The library answers a malformed handshake itself and never calls back.
    if (!outcome.isOpen) hub.abandon(slot);
  }
}

function destroy(this: Duplex): void {
  this.destroy();
}
