/** The public port's HTTP server, with TLS where a certificate is given. */

import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { Settings } from '../settings/settings.ts';
import { UsageError } from '../settings/usage-error.ts';

/**
 * Sockets that connect and do not ask for anything in time are ended: a half-sent upgrade costs nothing for long.
 * Throws UsageError when one of the two files is missing or unreadable.
 */
export function httpServer(settings: Settings, onRequest: RequestListener): Server {
  const { tlsCert, tlsKey, handshakeMs } = settings;
  const deadlines = {
    headersTimeout: handshakeMs,
    requestTimeout: handshakeMs,
    connectionsCheckingInterval: Math.ceil(handshakeMs / 4),
    // Who offers another protocol, as curl does HTTP/2, and asks for something plain is answered plainly.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) =>
      headers.upgrade?.toLowerCase() === 'websocket',
  };
  if (tlsCert === undefined && tlsKey === undefined) return createServer(deadlines, onRequest);
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new UsageError('--tls-cert and --tls-key go together');
  }
  const keys = { cert: read(tlsCert), key: read(tlsKey), handshakeTimeout: handshakeMs };
  return knowingHandshakes(createTlsServer({ ...deadlines, ...keys }, onRequest));
}

/** Node's `closeAllConnections` knows a TLS connection only once its handshake is done; a drain has to end all. */
function knowingHandshakes(server: Server): Server {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  const closeKnown = server.closeAllConnections.bind(server);
  server.closeAllConnections = () => {
    closeKnown();
    for (const socket of sockets) socket.destroy();
  };
  return server;
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new UsageError(`cannot read ${file}`, { cause });
  }
}
