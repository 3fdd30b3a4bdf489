/** Writes WebSocket frames, the legal ones and with `first` and `claimBytes` the others. */

export interface FrameShape {
  readonly opcode: number;
  readonly payload?: Buffer | string;
  /** Not the last of its message. */
  readonly unfinished?: boolean;
  /** A client's frames carry a mask; the key is fixed, for nothing here needs a secret one. */
  readonly masked: boolean;
  /** The whole first byte, in place of FIN and opcode: reserved bits and opcodes. */
  readonly first?: number;
  /** The length the header claims, in place of the payload's. */
  readonly claimBytes?: number;
}

const key = Buffer.from([0x37, 0xfa, 0x21, 0x3d]);

export function encodeFrame(shape: FrameShape): Buffer {
  const payload = Buffer.from(shape.payload ?? '');
  const first = shape.first ?? (shape.unfinished === true ? 0 : 0x80) | shape.opcode;
  const length = encodeLength(shape.claimBytes ?? payload.length);
  if (shape.masked) length.writeUInt8(length.readUInt8(0) | 0x80, 0);
  const head = [Buffer.from([first]), length];
  if (!shape.masked) return Buffer.concat([...head, payload]);
  return Buffer.concat([...head, key, mask(payload)]);
}

/** The two bytes of a Close code, then its reason. */
export function closePayload(code: number, reason = ''): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(code);
  return Buffer.concat([bytes, Buffer.from(reason)]);
}

function encodeLength(bytes: number): Buffer {
  if (bytes < 126) return Buffer.from([bytes]);
  if (bytes < 65_536) return Buffer.from([126, bytes >> 8, bytes & 0xff]);
  const long = Buffer.alloc(9);
  long.writeUInt8(127);
  long.writeBigUInt64BE(BigInt(bytes), 1);
  return long;
}

function mask(payload: Buffer): Buffer {
  return Buffer.from(payload.map((byte, index) => byte ^ (key[index % 4] ?? 0)));
}
