/** The real Socket.IO server: echoes with acknowledgement, greets and wants one back, counts pongs, guards `/admin`. */

import { createServer } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { listening, type ProtocolServer } from './protocol-server.ts';

export interface SocketIoServer extends ProtocolServer {
  /** What clients acknowledged, their pongs, and why they left. */
  readonly facts: unknown[];
}

export async function startSocketIoServer(
  times: { readonly pingInterval?: number; readonly pingTimeout?: number } = {},
): Promise<SocketIoServer> {
  const http = createServer();
  const io = new Server(http, { ...times, serveClient: false });
  const facts: unknown[] = [];
  let pongs = 0;
  const serve = (socket: Socket): void => {
    socket.on('echo', (...args: unknown[]) => {
      const acknowledge = args.pop() as (...reply: unknown[]) => void;
      acknowledge(...args);
    });
    socket.on('shout', (text: unknown) => socket.emit('heard', text, Buffer.from([1, 2])));
    socket.on('disconnect', (reason) => facts.push(reason));
    socket.emit('welcome', 'there', (reply: unknown) => facts.push(reply));
  };
  io.engine.on(
    'connection',
    (peer: { on(event: string, hear: (packet: { type: string }) => void): void }) => {
      peer.on('packet', ({ type }) => {
        if (type !== 'pong') return;
        facts.push(type);
        io.emit('alive', ++pongs);
      });
    },
  );
  io.on('connection', serve);
  io.of('/admin')
    .use((socket, next) => {
      const { token } = socket.handshake.auth as { token?: string };
      next(token === 'right' ? undefined : new Error('not authorized'));
    })
    .on('connection', serve);
  const server = await listening(http, () => {
    io.disconnectSockets(true);
  });
  return { ...server, facts };
}
