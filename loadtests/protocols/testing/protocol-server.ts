/** A WebSocket server on a loopback port of its own, for the protocols that have none in npm. */

import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';

export interface ProtocolServer extends AsyncDisposable {
  /** `ws://127.0.0.1:<port>`. */
  readonly url: string;
}

export interface ProtocolPeer {
  send(text: string): void;
  close(code?: number): void;
  /** Everything heard so far ends with the connection. */
  onClose(end: () => void): void;
}

/** `serve` gets each new connection and returns what takes its texts. */
export async function startProtocolServer(
  serve: (peer: ProtocolPeer) => (text: string) => void,
  subprotocol?: string,
): Promise<ProtocolServer> {
  const http = createServer();
  const sockets = new WebSocketServer({
    server: http,
    ...(subprotocol === undefined
      ? {}
      : { handleProtocols: (asked) => (asked.has(subprotocol) ? subprotocol : false) }),
  });
  sockets.on('connection', (socket: WebSocket) => {
    const take = serve({
      send: (text) => {
        socket.send(text);
      },
      close: (code) => {
        socket.close(code);
      },
      onClose: (end) => socket.once('close', end),
    });
    socket.on('message', (data: Buffer) => {
      take(data.toString());
    });
  });
  return listening(http, () => {
    for (const socket of sockets.clients) socket.terminate();
  });
}

/** Listens; `cut` ends the connections when the server is disposed of. */
export async function listening(http: Server, cut: () => void): Promise<ProtocolServer> {
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      cut();
      http.closeAllConnections();
      http.close();
      await once(http, 'close');
    },
  };
}
