import { expect } from 'chai';
import fc from 'fast-check';
import { encodeFrame, type FrameShape } from './encode-frame.ts';
import type { Fate, FrameRule } from './frame-rule.ts';
import { FrameTracker } from './frame-tracker.ts';
import { Gate } from './gate.ts';
import { withholdMessages } from './withhold.ts';

/** About so many frames go through each property; `WS_CHAOS_FUZZ_RUNS` multiplies it, with a seed that is printed. */
const numRuns = Number(process.env['WS_CHAOS_FUZZ_RUNS'] ?? 200);
const seed = Number(process.env['WS_CHAOS_FUZZ_SEED'] ?? 20_260_101);

const payload = fc.oneof(
  { weight: 8, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  { weight: 1, arbitrary: fc.uint8Array({ minLength: 120, maxLength: 130 }) },
  { weight: 1, arbitrary: fc.constantFrom(65_535, 65_536, 70_000).map((n) => new Uint8Array(n)) },
);
const small = fc.uint8Array({ maxLength: 125 });

function frame(opcode: number, bytes: Uint8Array, unfinished = false): Buffer {
  const shape: FrameShape = { opcode, payload: Buffer.from(bytes), unfinished, masked: true };
  return encodeFrame(shape);
}

interface Piece {
  readonly wire: Buffer;
  readonly isMessage: boolean;
}

const control: fc.Arbitrary<Piece> = fc
  .tuple(fc.constantFrom(9, 10), small)
  .map(([opcode, bytes]) => ({ wire: frame(opcode, bytes), isMessage: false }));
/** A message in one to four fragments, with control frames in between. */
const message: fc.Arbitrary<readonly Piece[]> = fc
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
const stream = fc.array(
  fc.oneof(
    message,
    control.map((piece) => [piece]),
  ),
  { maxLength: 30 },
);
const cuts = fc.array(fc.nat(), { maxLength: 20 });

function cutUp(bytes: Buffer, at: readonly number[]): readonly Buffer[] {
  const places = [0, ...at.map((place) => place % (bytes.length + 1)), bytes.length].toSorted(
    (one, other) => one - other,
  );
  return places.slice(1).map((end, index) => bytes.subarray(places[index], end));
}

function through(gate: Gate, chunks: readonly Buffer[]): void {
  for (const chunk of chunks) gate.push(chunk);
}

describe(`frames at random, seed ${seed}`, () => {
  it('are counted the same in whatever pieces they come', () => {
    fc.assert(
      fc.property(stream, cuts, (units, places) => {
        const pieces = units.flat();
        const bytes = Buffer.concat(pieces.map(({ wire }) => wire));
        const tracker = new FrameTracker('client');
        for (const chunk of cutUp(bytes, places)) tracker.track(chunk);
        expect(tracker.error).to.equal(undefined);
        expect(tracker.bytes).to.equal(bytes.length);
        expect(tracker.atBoundary).to.equal(true);
        expect(tracker.messages).to.equal(units.filter(([first]) => first?.isMessage).length);
        expect(tracker.pings + tracker.pongs).to.equal(
          pieces.filter(({ isMessage }) => !isMessage).length,
        );
      }),
      { numRuns, seed },
    );
  });

  it('lose whole messages to a rule, and every neighbour arrives untouched', () => {
    fc.assert(
      fc.property(stream, cuts, fc.integer({ min: 1, max: 4 }), (units, places, every) => {
        let index = 0;
        const kept = units.flatMap((pieces) => {
          if (pieces[0]?.isMessage !== true) return pieces;
          index++;
          return index % every === 0 ? pieces.filter(({ isMessage }) => !isMessage) : pieces;
        });
        const out: Buffer[] = [];
        const gate = new Gate(new FrameTracker('client'), (bytes) => out.push(bytes));
        const silent = { withheld: () => undefined, neighbourDelivered: () => undefined };
        gate.add(withholdMessages({ every, limit: 1_000_000 }, silent));
        through(gate, cutUp(Buffer.concat(units.flat().map(({ wire }) => wire)), places));
        expect(Buffer.concat(out).equals(Buffer.concat(kept.map(({ wire }) => wire)))).to.equal(
          true,
        );
      }),
      { numRuns, seed },
    );
  });

  it('arrive byte for byte when a rule holds them and gives them back', () => {
    fc.assert(
      fc.property(stream, cuts, (units, places) => {
        const out: Buffer[] = [];
        const tracker = new FrameTracker('client');
        const gate = new Gate(tracker, (bytes) => out.push(bytes));
        const rule: FrameRule = {
          isSpent: false,
          begin: ({ isControl }): Fate => (isControl ? 'withhold' : 'hold'),
          held: (_unit, wire) => {
            gate.insert(wire, true);
          },
        };
        gate.add(rule);
        through(gate, cutUp(Buffer.concat(units.flat().map(({ wire }) => wire)), places));
        const messages = units.flat().filter(({ isMessage }) => isMessage);
        expect(Buffer.concat(out).equals(Buffer.concat(messages.map(({ wire }) => wire)))).to.equal(
          true,
        );
      }),
      { numRuns, seed },
    );
  });

  it('mutated in any way, crash nothing, and pass on every byte that no rule took', () => {
    const mutation = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 255 }));
    fc.assert(
      fc.property(stream, cuts, fc.array(mutation, { maxLength: 5 }), (units, places, changes) => {
        const bytes = Buffer.concat(units.flat().map(({ wire }) => wire));
        if (bytes.length === 0) return;
        for (const [at, flip] of changes) {
          const place = at % bytes.length;
          bytes.writeUInt8(bytes.readUInt8(place) ^ flip, place);
        }
        const out: Buffer[] = [];
        const tracker = new FrameTracker('client');
        const gate = new Gate(tracker, (more) => out.push(more));
        gate.add({ isSpent: false, begin: () => 'pass' });
        through(gate, cutUp(bytes, places));
        const passed = Buffer.concat(out);
        // all that may be missing is the beginning of a header that never became whole
        expect(bytes.subarray(0, passed.length).equals(passed)).to.equal(true);
        expect(bytes.length - passed.length).to.be.lessThan(14);
      }),
      { numRuns, seed },
    );
  });

  it('that are no frames at all crash nothing', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), cuts, (noise, places) => {
        const tracker = new FrameTracker('server');
        for (const chunk of cutUp(Buffer.from(noise), places)) tracker.track(chunk);
        expect(tracker.bytes).to.be.at.most(noise.length);
      }),
      { numRuns: numRuns * 10, seed },
    );
  });
});
