/** Echoes; prints its port. In a process of its own, so that only clients are measured. */

import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({
  port: 0,
  host: '127.0.0.1',
  backlog: 4096,
  perMessageDeflate: false,
});
server.on('connection', (peer) => {
  peer.on('message', (data, binary) => {
    peer.send(data, { binary });
  });
  peer.on('error', () => undefined);
});
server.on('listening', () => {
  process.stdout.write(`${String((server.address() as AddressInfo).port)}\n`);
});
