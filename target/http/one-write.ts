/**
 * Sends what several writes hand to a socket as one buffer. Corking would do the same by a vectored write, which costs
 * twice the time of a plain one: measured at 20 µs an upgrade, a sixth of the whole.
 */

import type { Duplex } from 'node:stream';

type Write = (chunk: string | Uint8Array, done?: unknown) => boolean;

/** Runs `work`, whose small writes to `socket` wait until it returns. */
export function inOneWrite(socket: Duplex, work: () => void): void {
  // eslint-disable-next-line @typescript-eslint/unbound-method -- put back where it came from
  const own = socket.write;
  const chunks: Buffer[] = [];
  const callbacks: (() => void)[] = [];
  const collect: Write = (chunk, done) => {
    chunks.push(Buffer.from(chunk as string));
    if (typeof done === 'function') callbacks.push(done as () => void);
    return true;
  };
  socket.write = collect as typeof own;
  try {
    work();
  } finally {
    // Not deleted: that would turn the socket into a slow object.
    socket.write = own;
    if (chunks.length > 0 && socket.writable) {
      socket.write(Buffer.concat(chunks), () => {
        for (const callback of callbacks) callback();
      });
    }
  }
}
