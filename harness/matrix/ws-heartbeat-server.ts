/** A plain `ws` server with the heartbeat of its README: pings, and terminates who did not answer the last one. */

import { createServer } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';
import { chaosHooks } from '../../faults/hooks/index.ts';

const [port = '0', intervalMs = '300'] = process.argv.slice(2);
const hooks = chaosHooks();
const server = createServer();
const sockets = new WebSocketServer({ server });
const alive = new WeakSet<WebSocket>();

sockets.on('connection', (socket, request) => {
  const connection = request.headers['x-chaos-connection'] ?? '';
  hooks.attach(socket, request);
  let seq = 0;
  alive.add(socket);
  socket.on('pong', () => alive.add(socket));
  socket.on('error', () => undefined);
  socket.send(JSON.stringify({ type: 'hello', connection, acks: false }));
  socket.on('message', (data) => {
    const message = JSON.parse((data as Buffer).toString('utf8')) as Record<string, unknown>;
    if (message['type'] === 'echo') {
      socket.send(JSON.stringify({ type: 'echo', nonce: message['nonce'] }));
    } else if (message['type'] === 'prompt') {
      for (let token = 0; token < Number(message['tokens']); token += 1) {
        seq += 1;
        const event = { type: 'ai_response', seq, turn: message['turn'], data: 'x'.repeat(200) };
        socket.send(JSON.stringify(event));
      }
    }
  });
});

setInterval(() => {
  for (const socket of sockets.clients) {
    if (alive.delete(socket)) socket.ping();
    else socket.terminate();
  }
}, Number(intervalMs));

server.listen(Number(port), '127.0.0.1');
