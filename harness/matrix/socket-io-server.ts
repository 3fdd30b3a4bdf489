/** A real Socket.IO server with its own heartbeat, as its documentation shows one; echoes with acknowledgement. */

import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { chaosHooks, type EmittingSocket, type UpgradeRequest } from '../../faults/hooks/index.ts';

const [port = '0', intervalMs = '300'] = process.argv.slice(2);
const noop = '6'; // an Engine.IO packet that clients pass over
const hooks = chaosHooks({ probeMessage: () => noop });
const http = createServer();
const io = new Server(http, {
  transports: ['websocket'],
  pingInterval: Number(intervalMs),
  pingTimeout: Number(intervalMs),
  serveClient: false,
});

io.engine.on('connection', (client: EngineSocket) => {
  hooks.attach(client.transport.socket, client.request);
});
io.on('connection', (socket) => {
  socket.on('echo', (text: unknown, acknowledge: (reply: unknown) => void) => {
    acknowledge(text);
  });
});

http.listen(Number(port), '127.0.0.1');

/** What Engine.IO has and does not declare. */
interface EngineSocket {
  readonly request: UpgradeRequest;
  readonly transport: { readonly socket: EmittingSocket };
}
