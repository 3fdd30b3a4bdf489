/** Raw clients for `target-vs-ws.ts`: an upgrade and masked frames, with as little work as possible on this side. */

import { connect, type Socket } from 'node:net';

export interface Client {
  readonly socket: Socket;
  /** Bytes received since the upgrade. */
  bytes: number;
  onBytes: (count: number) => void;
}

/** Resolves when the upgrade is answered with 101. */
export function openClient(port: number, index: number): Promise<Client> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host: '127.0.0.1' });
    const client: Client = { socket, bytes: 0, onBytes: () => undefined };
    let isOpen = false;
    socket.on('error', reject);
    socket.on('close', () => {
      reject(new Error('closed'));
    });
    socket.on('data', (chunk) => {
      if (!isOpen) {
        isOpen = true;
        if (chunk.toString('latin1', 0, 12) !== 'HTTP/1.1 101') reject(new Error('refused'));
        else resolve(client);
        return;
      }
      client.bytes += chunk.length;
      client.onBytes(chunk.length);
    });
    socket.write(
      [
        `GET /chat?user=u-${String(index)} HTTP/1.1`,
        'Host: 127.0.0.1',
        'Upgrade: websocket',
        'Connection: Upgrade',
        'Sec-WebSocket-Version: 13',
        'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
        `x-chaos-connection: u-${String(index)}.1.0`,
        '\r\n',
      ].join('\r\n'),
    );
  });
}

/** A masked text frame of at most 125 bytes (mask 0: the payload goes as it is). */
export function frameOf(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
