/** Builds masked client frames. */

import type { Writable } from 'node:stream';
import { opcodes } from './frame-reader.ts';

let maskState = 0x9e3779b9;

/** xorshift32: masks only have to differ; nothing here is secret. */
function nextMask(): number {
  maskState ^= maskState << 13;
  maskState ^= maskState >>> 17;
  maskState ^= maskState << 5;
  return maskState;
}

/** Up to here a loop over the characters is quicker than two calls out of JavaScript, to measure and to encode. */
const shortText = 256;

/** A frame that was sent. Most messages of a test are as long as others. */
let spare: Buffer | null = null;
const longestSpare = 4096;

/** Nobody else may keep the frame: once the kernel has all of it, the next one of its length is written over it. */
export function sendFrame(socket: Pick<Writable, 'write' | 'writableLength'>, frame: Buffer): void {
  socket.write(frame);
  if (socket.writableLength === 0 && frame.length <= longestSpare) spare = frame;
}

function frameOf(bytes: number): Buffer {
  if (spare?.length !== bytes) return Buffer.allocUnsafe(bytes);
  const frame = spare;
  spare = null;
  return frame;
}

/** One unfragmented text frame. */
export function textFrame(text: string): Buffer {
  return (text.length <= shortText ? shortFrame(text) : undefined) ?? anyFrame(text);
}

/** Encoded and masked in one pass; undefined where a character is none of ASCII. */
function shortFrame(text: string): Buffer | undefined {
  const { length } = text;
  const { frame, at } = startFrame(opcodes.text, length, 0);
  const mask = nextMask();
  writeMask(frame, at, mask);
  let shift = 24;
  for (let i = 0; i < length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return undefined;
    frame[at + i] = code ^ ((mask >>> shift) & 255);
    shift = (shift - 8) & 31;
  }
  return frame;
}

function anyFrame(text: string): Buffer {
  const { frame, at } = startFrame(opcodes.text, Buffer.byteLength(text, 'utf8'), 0);
  frame.write(text, at);
  return maskFrom(frame, at);
}

/** One unfragmented frame with these bytes; RSV1 marks a compressed message. */
export function dataFrame(opcode: number, payload: Uint8Array, isDeflated = false): Buffer {
  const { frame, at } = startFrame(opcode, payload.byteLength, isDeflated ? 0x40 : 0);
  frame.set(payload, at);
  return maskFrom(frame, at);
}

/** 1005 sends a Close frame with no code. */
export function closeFrame(code: number, reason: string): Buffer {
  if (code === 1005) return dataFrame(opcodes.close, new Uint8Array(0));
  const payload = Buffer.allocUnsafe(2 + Buffer.byteLength(reason));
  payload.writeUInt16BE(code, 0);
  payload.write(reason, 2, 'utf8');
  return dataFrame(opcodes.close, payload);
}

function startFrame(
  opcode: number,
  payloadBytes: number,
  rsv: number,
): { frame: Buffer; at: number } {
  const lengthBytes = payloadBytes < 126 ? 0 : payloadBytes < 65536 ? 2 : 8;
  const at = 2 + lengthBytes + 4;
  const frame = frameOf(at + payloadBytes);
  frame[0] = 0x80 | rsv | opcode;
  frame[1] = 0x80 | (lengthBytes === 0 ? payloadBytes : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) frame.writeUInt16BE(payloadBytes, 2);
  if (lengthBytes === 8) {
    frame.writeUInt32BE(Math.floor(payloadBytes / 2 ** 32), 2);
    frame.writeUInt32BE(payloadBytes % 2 ** 32, 6);
  }
  return { frame, at };
}

function maskFrom(frame: Buffer, at: number): Buffer {
  const mask = nextMask();
  writeMask(frame, at, mask);
  const m0 = mask >>> 24;
  const m1 = (mask >>> 16) & 255;
  const m2 = (mask >>> 8) & 255;
  const m3 = mask & 255;
  const end = frame.length;
  const wholeEnd = end - ((end - at) & 3);
  for (let i = at; i < wholeEnd; i += 4) {
    flip(frame, i, m0);
    flip(frame, i + 1, m1);
    flip(frame, i + 2, m2);
    flip(frame, i + 3, m3);
  }
  // a Buffer would ignore what is written beyond its end, but such stores are three times as slow, all of them
  if (wholeEnd < end) flip(frame, wholeEnd, m0);
  if (wholeEnd + 1 < end) flip(frame, wholeEnd + 1, m1);
  if (wholeEnd + 2 < end) flip(frame, wholeEnd + 2, m2);
  return frame;
}

/** By hand: `writeInt32BE` checks more than there is to write. */
function writeMask(frame: Buffer, at: number, mask: number): void {
  frame[at - 4] = mask >>> 24;
  frame[at - 3] = (mask >>> 16) & 255;
  frame[at - 2] = (mask >>> 8) & 255;
  frame[at - 1] = mask & 255;
}

function flip(frame: Buffer, at: number, bits: number): void {
  frame[at] = (frame[at] ?? 0) ^ bits;
}
