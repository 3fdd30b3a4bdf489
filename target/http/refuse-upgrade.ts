/** The answer to an upgrade that is not admitted: plain HTTP on the raw socket, then the end of it. */

import type { Duplex } from 'node:stream';
import { STATUS_CODES } from 'node:http';
import type { Refusal } from '../protocol.ts';

const statusOf: Readonly<Record<Refusal['error'], number>> = {
  limit: 503,
  'user-limit': 503,
  draining: 503,
  'bad-request': 400,
  unauthorized: 401,
  forbidden: 403,
};

export function refuseUpgrade(socket: Duplex, refusal: Refusal): void {
  // Without a listener a reset before the answer has left would end the process.
  socket.on('error', () => socket.destroy());
  const status = statusOf[refusal.error];
  const body = JSON.stringify(refusal);
  const retryAfterS = Math.max(1, Math.ceil((refusal.retryAfterMs ?? 1000) / 1000));
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/json',
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'Connection: close',
    ...(refusal.retryable ? [`Retry-After: ${String(retryAfterS)}`] : []),
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`, () => socket.destroy());
}
