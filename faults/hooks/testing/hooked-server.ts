/** A small WebSocket server as a user would have it, with the lines of `ws-chaos/hooks` in it: `node hooked-server.ts <port>`. */

import { createServer, type IncomingMessage } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { chaosHooks } from 'ws-chaos/hooks';
import { systemClock } from '../../../harness/process/system-clock.ts';

const pingEveryMs = 2000;
const retryEveryMs = 100;

const hooks = chaosHooks();
const rooms = new Map<string, WebSocket>();

const http = createServer((request, response) => {
  const connections = [...rooms.keys()].map((connection) => ({
    connection,
    user: connection,
    state: 'live',
    lastSeq: 0,
  }));
  const census = { claimed: rooms.size, limit: 10_000, reclaimable: 0, connections };
  response.writeHead(request.url === '/census' ? 200 : 404).end(JSON.stringify(census));
});

async function leave(id: string, socket: WebSocket): Promise<void> {
  try {
    hooks.removing(socket);
    if (rooms.get(id) === socket) rooms.delete(id);
  } catch {
    await systemClock.delay(retryEveryMs);
    await leave(id, socket);
  }
}

new WebSocketServer({ server: http }).on(
  'connection',
  (socket: WebSocket, request: IncomingMessage) => {
    const id = hooks.attach(socket, request);
    rooms.set(id, socket);
    socket.on('error', () => undefined);
    socket.on('message', (data, isBinary) => {
      try {
        hooks.handling(socket);
        socket.send(data, { binary: isBinary });
      } catch {
        socket.close(1011);
      }
    });
    socket.on('close', () => void leave(id, socket));
  },
);
http.listen(Number(process.argv[2]), '127.0.0.1');

for (;;) {
  const silent = new Set(rooms.values());
  for (const socket of silent) {
    socket.once('pong', () => silent.delete(socket));
    socket.ping();
  }
  await systemClock.delay(pingEveryMs);
  for (const socket of silent) socket.terminate();
}
