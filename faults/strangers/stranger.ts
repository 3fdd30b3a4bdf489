/** A connection of a fault's own, by hand: it says only what it is told to, and nothing back. */

import { portOf } from '../../harness/contracts/loopback.ts';
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { connect as connectTls } from 'node:tls';

/** What it has come to: an HTTP status, or why there is none yet. */
export interface Stranger {
  /** Its own port: the server's remote port where nothing stands between. 0 where it never got through. */
  readonly localPort: number;
  /** Undefined while no answer has come. */
  status(): number | undefined;
  /** Why it is closed; undefined while it is open. */
  ended(): string | undefined;
  write(text: string): void;
  /** Idempotent; resolves when the socket is gone. */
  close(): Promise<void>;
}

const connectWithinMs = 2000;

/** Never rejects: a stranger that did not get through says so in `ended`. */
export async function openStranger(url: string): Promise<Stranger> {
  const address = new URL(url);
  const { hostname: host } = address;
  const isSecure = address.protocol === 'wss:';
  const at = { host, port: portOf(address) };
  const socket: Socket = isSecure
    ? connectTls({ ...at, servername: host, rejectUnauthorized: false })
    : connect(at);
  socket.setTimeout(connectWithinMs, () => socket.destroy(new Error('no connection in time')));
  let why: string | undefined;
  let head = '';
  socket.on('error', (error) => (why = error.message));
  socket.on('data', (chunk: Buffer) => {
    if (!head.includes('\r\n')) head += chunk.toString('latin1');
  });
  socket.on('close', () => (why ??= 'the server has closed it'));
  await once(socket, isSecure ? 'secureConnect' : 'connect').catch(() => undefined);
  socket.setTimeout(0);
  const localPort = socket.localPort ?? 0;
  return {
    localPort,
    status: () => statusIn(head),
    ended: () => why,
    write: (text) => {
      if (!socket.destroyed) socket.write(text);
    },
    close: async () => {
      if (socket.closed) return;
      const closed = once(socket, 'close');
      socket.destroy();
      await closed.catch(() => undefined);
    },
  };
}

function statusIn(head: string): number | undefined {
  const [, status] = /^HTTP\/1\.[01] (\d{3})/.exec(head) ?? [];
  return status === undefined ? undefined : Number(status);
}

/** The head of an upgrade to `url`, complete with the empty line. */
export function upgradeHead(url: string, headers: Readonly<Record<string, string>>): string {
  const { host, pathname, search } = new URL(url);
  const lines = [
    `GET ${pathname}${search} HTTP/1.1`,
    `Host: ${host}`,
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
    'Sec-WebSocket-Version: 13',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
  ];
  return `${lines.join('\r\n')}\r\n\r\n`;
}
