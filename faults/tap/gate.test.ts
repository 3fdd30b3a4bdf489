import { expect } from 'chai';
import { encodeFrame } from './encode-frame.ts';
import type { Fate, FrameRule } from './frame-rule.ts';
import { FrameTracker } from './frame-tracker.ts';
import { Gate } from './gate.ts';
import { withholdMessages } from './withhold.ts';

const [continuation, text, ping] = [0, 1, 9];

function message(payload: string, shape: { opcode?: number; unfinished?: boolean } = {}): Buffer {
  return encodeFrame({ opcode: text, payload, masked: false, ...shape });
}

interface Opened {
  readonly tracker: FrameTracker;
  readonly gate: Gate;
  readonly written: () => string;
}

/** A gate on a stream that has had `before` already. */
function open(before: Buffer = Buffer.alloc(0)): Opened {
  const tracker = new FrameTracker('server');
  tracker.track(before);
  const out: Buffer[] = [];
  const gate = new Gate(tracker, (bytes) => out.push(bytes));
  return { tracker, gate, written: () => Buffer.concat(out).toString('latin1') };
}
function latin(...frames: readonly Buffer[]): string {
  return Buffer.concat(frames).toString('latin1');
}
function pieces(bytes: Buffer, size: number): readonly Buffer[] {
  const count = Math.ceil(bytes.length / size);
  return Array.from({ length: count }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

describe('Gate with a rule that withholds', () => {
  const log: string[] = [];
  const everySecond = (): FrameRule =>
    withholdMessages(
      { every: 2, limit: 10 },
      {
        withheld: ({ opcode, bytes, index }) => log.push(`lost ${index}: ${opcode}, ${bytes} B`),
        neighbourDelivered: (index) => log.push(`kept ${index}`),
      },
    );
  beforeEach(() => log.splice(0));

  const stream = [
    message('one'),
    message('tw', { unfinished: true }),
    message('!', { opcode: ping }),
    message('o', { opcode: continuation }),
    message('three'),
    message('four'.repeat(100)),
    message('five'),
  ];
  for (const size of [1, 2, 3, 5, 64, 10_000]) {
    it(`withholds whole messages when bytes come ${size} at a time`, () => {
      const { gate, written } = open();
      gate.add(everySecond());
      for (const piece of pieces(Buffer.concat(stream), size)) gate.push(piece);
      expect(written()).to.equal(
        latin(message('one'), message('!', { opcode: ping }), message('three'), message('five')),
      );
      expect(log).to.deep.equal(['lost 2: 1, 3 B', 'kept 3', 'lost 4: 1, 400 B', 'kept 5']);
    });
  }

  it('lets pass whole what had begun before', () => {
    const first = message('a long message');
    for (let cut = 0; cut <= first.length; cut++) {
      const { gate, written } = open(first.subarray(0, cut));
      gate.add(withholdMessages({ every: 1, limit: 1 }, silent));
      gate.push(Buffer.concat([first.subarray(cut), message('next'), message('last')]));
      const lost =
        cut === 0 ? [message('next'), message('last')] : [first.subarray(cut), message('last')];
      expect(written(), `cut at ${cut}`).to.equal(latin(...lost));
    }
  });

  it('lets pass the rest of a fragmented message that had begun before', () => {
    const { gate, written } = open(message('be', { unfinished: true }));
    gate.add(withholdMessages({ every: 1, limit: 1 }, silent));
    const rest = message('gun', { opcode: continuation });
    gate.push(Buffer.concat([rest, message('lost'), message('kept')]));
    expect(written()).to.equal(latin(rest, message('kept')));
  });

  it('withholds to its end a message half withheld when the rule is taken off', () => {
    const { gate, written } = open();
    const rule = withholdMessages({ every: 1, limit: 5 }, silent);
    const lost = message('long enough to cut');
    gate.add(rule);
    gate.push(lost.subarray(0, 6));
    gate.remove(rule);
    expect(gate.isIdle).to.equal(false);
    gate.push(Buffer.concat([lost.subarray(6), message('kept')]));
    expect(written()).to.equal(latin(message('kept')));
    expect(gate.isIdle).to.equal(true);
  });

  it('is idle again once the limit is reached and the neighbour delivered', () => {
    const { gate } = open();
    gate.add(withholdMessages({ every: 1, limit: 1 }, silent));
    gate.push(message('lost'));
    expect(gate.isIdle).to.equal(false);
    gate.push(message('kept'));
    expect(gate.isIdle).to.equal(true);
  });

  it('passes everything on from the first malformed frame', () => {
    const { gate, written } = open();
    gate.add(withholdMessages({ every: 1, limit: 5 }, silent));
    const broken = encodeFrame({ opcode: text, first: 0xf1, payload: 'x', masked: false });
    gate.push(broken.subarray(0, 1));
    gate.push(broken.subarray(1));
    gate.push(message('after'));
    expect(written()).to.equal(latin(broken, message('after')));
  });
});

describe('Gate with bytes of our own', () => {
  const ours = message('ours');

  it('puts them between frames, never within one', () => {
    const theirs = message('theirs');
    for (let cut = 0; cut <= theirs.length; cut++) {
      const { gate, written } = open(theirs.subarray(0, cut));
      gate.insert(ours, true);
      gate.push(theirs.subarray(cut));
      const expected =
        cut === 0 || cut === theirs.length
          ? [ours, theirs.subarray(cut)]
          : [theirs.subarray(cut), ours];
      expect(written(), `cut at ${cut}`).to.equal(latin(...expected));
    }
  });

  it('puts a control frame inside a fragmented message, and a message behind it', () => {
    const { gate, written } = open(message('fir', { unfinished: true }));
    const ping9 = message('', { opcode: ping });
    const rest = message('st', { opcode: continuation });
    gate.insert(ping9, false);
    gate.insert(ours, true);
    gate.push(rest);
    expect(written()).to.equal(latin(ping9, rest, ours));
  });
});

describe('Gate with a rule that holds', () => {
  it('hands over the whole message as it was on the wire, fragments and all', () => {
    const held: Buffer[] = [];
    const rule: FrameRule = {
      isSpent: false,
      begin: ({ isControl }): Fate => (isControl ? 'pass' : 'hold'),
      held: ({ wire }) => held.push(wire),
    };
    const { gate, written } = open();
    gate.add(rule);
    const fragments = [message('a', { unfinished: true }), message('b', { opcode: continuation })];
    for (const piece of pieces(Buffer.concat(fragments), 2)) gate.push(piece);
    expect(Buffer.concat(held).toString('latin1')).to.equal(latin(...fragments));
    expect(written()).to.equal('');
  });
});

const silent = { withheld: () => undefined, neighbourDelivered: () => undefined };
