/** Frames at random for property tests and for the flood of frames: legal messages and pings, and what breaks them. */

import fc from 'fast-check';
import { encodeFrame } from '../tap/encode-frame.ts';

/** One frame. */
export interface Piece {
  readonly wire: Buffer;
  /** Of a message, not a control frame. */
  readonly isMessage: boolean;
}

/** A whole message with what came between its frames, or one control frame. */
export type Unit = readonly Piece[];

export interface FrameOptions {
  /** As a client's frames are. */
  readonly masked: boolean;
  /** Of a thousand payloads about so many are of 64 KiB, where lengths take 64 bits. */
  readonly longPermille: number;
}

export function units(options: FrameOptions): fc.Arbitrary<Unit> {
  const { longPermille } = options;
  const payload = fc.oneof(
    { weight: 900, arbitrary: fc.uint8Array({ maxLength: 40 }) },
    { weight: 100, arbitrary: fc.uint8Array({ minLength: 120, maxLength: 130 }) },
    {
      weight: longPermille,
      arbitrary: fc.constantFrom(65_535, 65_536, 70_000).map((n) => new Uint8Array(n)),
    },
  );
  const frame = (opcode: number, bytes: Uint8Array, unfinished = false): Buffer =>
    encodeFrame({ opcode, payload: Buffer.from(bytes), unfinished, masked: options.masked });
  const control: fc.Arbitrary<Piece> = fc
    .tuple(fc.constantFrom(9, 10), fc.uint8Array({ maxLength: 125 }))
    .map(([opcode, bytes]) => ({ wire: frame(opcode, bytes), isMessage: false }));
  /** In one to four fragments, with control frames in between. */
  const message: fc.Arbitrary<Unit> = fc
    .tuple(
      fc.constantFrom(1, 2),
      fc.array(payload, { minLength: 1, maxLength: 4 }),
      fc.array(control, { maxLength: 2 }),
    )
    .map(([opcode, parts, between]) =>
      parts.flatMap((bytes, index) => {
        const isLast = index === parts.length - 1;
        const wire = frame(index === 0 ? opcode : 0, bytes, !isLast);
        const gap = isLast ? undefined : between[index];
        return [{ wire, isMessage: true }, ...(gap === undefined ? [] : [gap])];
      }),
    );
  return fc.oneof(
    message,
    control.map((piece) => [piece]),
  );
}

/** Where a stream of bytes is cut into chunks. */
export const cuts = fc.array(fc.nat(), { maxLength: 20 });

export function cutUp(bytes: Buffer, at: readonly number[]): readonly Buffer[] {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)), bytes.length].toSorted(
    (one, other) => one - other,
  );
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

/** Changed bytes of one frame, or noise in its place, or its beginning alone. */
export type Mutation =
  | { readonly kind: 'flip'; readonly at: number; readonly by: number }
  | { readonly kind: 'noise'; readonly bytes: Uint8Array }
  | { readonly kind: 'truncate'; readonly at: number };

export const mutations: fc.Arbitrary<Mutation> = fc.oneof(
  fc.record({
    kind: fc.constant('flip' as const),
    at: fc.nat(),
    by: fc.integer({ min: 1, max: 255 }),
  }),
  // a flip in the first two bytes is what breaks a header
  fc.record({
    kind: fc.constant('flip' as const),
    at: fc.nat(1),
    by: fc.integer({ min: 1, max: 255 }),
  }),
  fc.record({ kind: fc.constant('noise' as const), bytes: fc.uint8Array({ maxLength: 200 }) }),
  fc.record({ kind: fc.constant('truncate' as const), at: fc.nat() }),
);

export function mutate(wire: Buffer, mutation: Mutation): Buffer {
  if (mutation.kind === 'noise') return Buffer.from(mutation.bytes);
  const place = mutation.at % wire.length;
  if (mutation.kind === 'truncate') return wire.subarray(0, place);
  const changed = Buffer.from(wire);
  changed.writeUInt8(changed.readUInt8(place) ^ mutation.by, place);
  return changed;
}
