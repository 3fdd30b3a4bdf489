/** The cheapest WebSocket server there is: answers each 100-byte message with one of the same size, parses nothing. */

import { createServer, type AddressInfo, type Socket } from 'node:net';
import { encodeFrame } from '../../faults/tap/encode-frame.ts';
import { serveParent } from '../../harness/process/serve-parent.ts';

export const messageBytes = 100;
/** On the wire: head, mask, payload. */
const clientFrameBytes = 2 + 4 + messageBytes;
const answer = encodeFrame({ opcode: 2, payload: Buffer.alloc(messageBytes), masked: false });
const answers = Array.from({ length: 64 }, (_, count) =>
  Buffer.concat(Array.from({ length: count }, () => answer)),
);
const upgraded = Buffer.from(
  'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n',
);

interface EchoSocket extends Socket {
  isOpen?: boolean;
  partial?: number;
}

function onData(this: EchoSocket, chunk: Buffer): void {
  if (this.isOpen !== true) {
    if (!chunk.includes('\r\n\r\n')) return;
    this.isOpen = true;
    this.partial = 0;
    this.write(upgraded);
    return;
  }
  const bytes = (this.partial ?? 0) + chunk.length;
  this.partial = bytes % clientFrameBytes;
  const whole = (bytes - this.partial) / clientFrameBytes;
  if (whole > 0) this.write(answers[whole] ?? answer);
}

if (process.argv[1] === import.meta.filename) {
  const parent = serveParent({});
  const server = createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => undefined);
    socket.on('data', onData);
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 }, () => {
    parent.ready({ port: (server.address() as AddressInfo).port });
  });
}
