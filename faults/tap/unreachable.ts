/** What a client is told whose server the tap cannot reach, or does not trust. */

import type { Socket } from 'node:net';

/** One line: the code of the error, and what it says where that is more. */
export function reasonOf({ code, message, syscall }: NodeJS.ErrnoException): string {
  if (code === undefined) return message;
  return syscall === 'connect' ? code : `${code}: ${message}`;
}

export function answerUnreachable(client: Socket, reason: string): void {
  const body = `ws-chaos tap: the target cannot be reached (${reason})\n`;
  client.end(
    `HTTP/1.1 502 Bad Gateway\r\nconnection: close\r\ncontent-type: text/plain\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
  client.destroySoon();
}
