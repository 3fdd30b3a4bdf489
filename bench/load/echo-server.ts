/**
 * Echoes; prints its port. In a process of its own, so that only clients are measured; with a port as argument it
 * shares that port with others of its kind, each with descriptors of its own.
 */

import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const http = createServer();
const server = new WebSocketServer({ server: http, perMessageDeflate: false });
server.on('connection', (peer) => {
  peer.on('message', (data, binary) => {
    peer.send(data, { binary });
  });
  peer.on('error', () => undefined);
});
http.listen(
  { port: Number(process.argv[2] ?? 0), host: '127.0.0.1', backlog: 4096, reusePort: true },
  () => {
    process.stdout.write(`${String((http.address() as AddressInfo).port)}\n`);
  },
);
