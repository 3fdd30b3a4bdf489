import { expect } from 'chai';
import fc from 'fast-check';
import { cuts, cutUp, units } from '../testing/random-frames.ts';
import type { Fate, FrameRule } from './frame-rule.ts';
import { FrameTracker } from './frame-tracker.ts';
import { Gate } from './gate.ts';
import { withholdMessages } from './withhold.ts';

/** About so many frames go through each property; `WS_CHAOS_FUZZ_RUNS` multiplies it, with a seed that is printed. */
const numRuns = Number(process.env['WS_CHAOS_FUZZ_RUNS'] ?? 200);
const seed = Number(process.env['WS_CHAOS_FUZZ_SEED'] ?? 20_260_101);

const stream = fc.array(units({ masked: true, longPermille: 100 }), { maxLength: 30 });

function through(gate: Gate, chunks: readonly Buffer[]): void {
  for (const chunk of chunks) gate.push(chunk);
}

describe(`frames at random, seed ${seed}`, () => {
  it('are counted the same in whatever pieces they come', () => {
    fc.assert(
      fc.property(stream, cuts, (sent, places) => {
        const pieces = sent.flat();
        const bytes = Buffer.concat(pieces.map(({ wire }) => wire));
        const tracker = new FrameTracker('client');
        for (const chunk of cutUp(bytes, places)) tracker.track(chunk);
        expect(tracker.error).to.equal(undefined);
        expect(tracker.bytes).to.equal(bytes.length);
        expect(tracker.atBoundary).to.equal(true);
        expect(tracker.messages).to.equal(sent.filter(([first]) => first?.isMessage).length);
        expect(tracker.pings + tracker.pongs).to.equal(
          pieces.filter(({ isMessage }) => !isMessage).length,
        );
      }),
      { numRuns, seed },
    );
  });

  it('lose whole messages to a rule, and every neighbour arrives untouched', () => {
    fc.assert(
      fc.property(stream, cuts, fc.integer({ min: 1, max: 4 }), (sent, places, every) => {
        let index = 0;
        const kept = sent.flatMap((pieces) => {
          if (pieces[0]?.isMessage !== true) return pieces;
          index++;
          return index % every === 0 ? pieces.filter(({ isMessage }) => !isMessage) : pieces;
        });
        const out: Buffer[] = [];
        const gate = new Gate(new FrameTracker('client'), (bytes) => out.push(bytes));
        const silent = { withheld: () => undefined, neighbourDelivered: () => undefined };
        gate.add(withholdMessages({ every, limit: 1_000_000 }, silent));
        through(gate, cutUp(Buffer.concat(sent.flat().map(({ wire }) => wire)), places));
        expect(Buffer.concat(out).equals(Buffer.concat(kept.map(({ wire }) => wire)))).to.equal(
          true,
        );
      }),
      { numRuns, seed },
    );
  });

  it('arrive byte for byte when a rule holds them and gives them back', () => {
    fc.assert(
      fc.property(stream, cuts, (sent, places) => {
        const out: Buffer[] = [];
        const tracker = new FrameTracker('client');
        const gate = new Gate(tracker, (bytes) => out.push(bytes));
        const rule: FrameRule = {
          isSpent: false,
          begin: ({ isControl }): Fate => (isControl ? 'withhold' : 'hold'),
          held: (held) => {
            gate.deliver(rule, held);
          },
        };
        gate.add(rule);
        through(gate, cutUp(Buffer.concat(sent.flat().map(({ wire }) => wire)), places));
        const messages = sent.flat().filter(({ isMessage }) => isMessage);
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
      fc.property(stream, cuts, fc.array(mutation, { maxLength: 5 }), (sent, places, changes) => {
        const bytes = Buffer.concat(sent.flat().map(({ wire }) => wire));
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
