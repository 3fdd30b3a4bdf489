/** permessage-deflate (RFC 7692) without context take-over: each message on its own. */

/** Loaded with the first compressed message: most tests have none. */
const zlib = () => process.getBuiltinModule('node:zlib');

/** Cut off by the sender, put back by the receiver (RFC 7692 §7.2.1). */
const tail = Buffer.from([0x00, 0x00, 0xff, 0xff]);
const maxMessageBytes = 64 * 1024 * 1024;

export function deflateMessage(data: string | Uint8Array): Uint8Array {
  const { deflateRawSync, constants } = zlib();
  const deflated = deflateRawSync(data, { finishFlush: constants.Z_SYNC_FLUSH });
  return deflated.subarray(0, deflated.length - tail.length);
}

/** Throws on broken data and on messages beyond 64 MiB. */
export function inflateMessage(payload: Buffer): Buffer {
  const { inflateRawSync, constants } = zlib();
  return inflateRawSync(Buffer.concat([payload, tail]), {
    finishFlush: constants.Z_SYNC_FLUSH,
    maxOutputLength: maxMessageBytes,
  });
}
