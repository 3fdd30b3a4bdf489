/** Strings and buffers of scripts as bytes. */

/** A view gives exactly its window. Throws a TypeError for anything else. */
export function bytesOf(input: unknown): Uint8Array {
  if (typeof input === 'string') return Buffer.from(input, 'utf8');
  if (input instanceof ArrayBuffer) return new Uint8Array(input);
  if (ArrayBuffer.isView(input))
    return new Uint8Array(input.buffer, input.byteOffset, input.byteLength);
  throw new TypeError('expected a string or an ArrayBuffer');
}
