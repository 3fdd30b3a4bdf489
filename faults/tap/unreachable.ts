/** What a client is told whose server the tap cannot reach. */

import type { Socket } from 'node:net';

export function answerUnreachable(client: Socket, error: NodeJS.ErrnoException): void {
  const body = `ws-chaos tap: the target cannot be reached (${error.code ?? error.message})\n`;
  client.end(
    `HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-type: text/plain\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}
