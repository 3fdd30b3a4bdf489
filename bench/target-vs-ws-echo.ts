/** The other side of `target-vs-ws.ts`: the least a WebSocket server can be. Prints its address as JSON. */

import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', backlog: 4096 });
server.on('connection', (socket) => {
  socket.on('message', (data: Buffer) => {
    socket.send(data.toString());
  });
});
server.on('listening', () => {
  const { port } = server.address() as AddressInfo;
  process.stdout.write(`${JSON.stringify({ url: `ws://127.0.0.1:${String(port)}/chat` })}\n`);
});
