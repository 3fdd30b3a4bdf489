/** Bare TCP for tests: a socket whose incoming bytes, FIN and RST can be awaited. */

import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { once } from 'node:events';

export interface RawSocket {
  readonly socket: Socket;
  /** Everything received so far. */
  received(): Buffer;
  /** Resolves when `test` holds for what was received. */
  until(test: (received: Buffer) => boolean): Promise<Buffer>;
  /** Resolves with `fin` or the code of the error. */
  readonly ended: Promise<string>;
}

export function rawSocket(socket: Socket): RawSocket {
  let chunks: Buffer[] = [];
  const received = (): Buffer => {
    const whole = Buffer.concat(chunks);
    chunks = [whole];
    return whole;
  };
  const waiting = new Set<() => void>();
  socket.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    for (const look of waiting) look();
  });
  const ended = new Promise<string>((resolve) => {
    socket.on('error', (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    socket.on('end', () => {
      resolve('fin');
    });
  });
  return {
    socket,
    received,
    ended,
    until: (test) =>
      new Promise((resolve) => {
        const look = (): void => {
          const bytes = received();
          if (!test(bytes)) return;
          waiting.delete(look);
          resolve(bytes);
        };
        waiting.add(look);
        look();
      }),
  };
}

export async function rawConnect(port: number, allowHalfOpen = false): Promise<RawSocket> {
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen });
  const raw = rawSocket(socket);
  await once(socket, 'connect');
  return raw;
}

export interface RawServer {
  readonly port: number;
  /** The next connection, in the order they came. */
  accept(): Promise<RawSocket>;
  close(): void;
}

export async function rawServer(): Promise<RawServer> {
  const accepted: RawSocket[] = [];
  let taken = 0;
  let wake = (): void => undefined;
  const server: Server = createServer({ allowHalfOpen: true }, (socket) => {
    accepted.push(rawSocket(socket));
    wake();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    accept: async () => {
      while (accepted.length <= taken) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      const next = accepted[taken++];
      if (next === undefined) throw new Error('nothing was accepted');
      return next;
    },
    close: () => {
      for (const { socket } of accepted) socket.destroy();
      server.close();
    },
  };
}
