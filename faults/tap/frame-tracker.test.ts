import { expect } from 'chai';
import { closePayload, encodeFrame, type FrameShape } from './encode-frame.ts';
import { FrameTracker } from './frame-tracker.ts';

const text = 1;
const [continuation, close, ping, pong] = [0, 8, 9, 10];

function client(shape: Omit<FrameShape, 'masked'>): Buffer {
  return encodeFrame({ ...shape, masked: true });
}
function server(shape: Omit<FrameShape, 'masked'>): Buffer {
  return encodeFrame({ ...shape, masked: false });
}
function trackedInPieces(bytes: Buffer, size: number): FrameTracker {
  const tracker = new FrameTracker('client');
  for (let at = 0; at < bytes.length; at += size) tracker.track(bytes.subarray(at, at + size));
  return tracker;
}

describe('FrameTracker', () => {
  const stream = Buffer.concat([
    client({ opcode: text, payload: '' }),
    client({ opcode: text, payload: 'x'.repeat(125) }),
    client({ opcode: text, payload: 'x'.repeat(126) }),
    client({ opcode: text, payload: 'half', unfinished: true }),
    client({ opcode: ping, payload: 'p' }),
    client({ opcode: continuation, payload: 'done' }),
    client({ opcode: 2, payload: Buffer.alloc(65_536) }),
    client({ opcode: pong }),
    client({ opcode: close, payload: closePayload(4001, 'bye') }),
  ]);

  for (const size of [1, 2, 3, 7, 127, 4096, stream.length]) {
    it(`counts the same when bytes come ${size} at a time`, () => {
      const { messages, frames, pings, pongs, bytes, closeCode, error } = trackedInPieces(
        stream,
        size,
      );
      expect({ messages, frames, pings, pongs, closeCode, error }).to.deep.equal({
        messages: 5,
        frames: 6,
        pings: 1,
        pongs: 1,
        closeCode: 4001,
        error: undefined,
      });
      expect(bytes).to.equal(stream.length);
    });
  }

  it('knows the code of a second Close, and nothing of a third', () => {
    const tracker = new FrameTracker('server');
    const closes = [1001, 1011, 4000].map((code) =>
      server({ opcode: close, payload: closePayload(code) }),
    );
    tracker.track(closes[0]!);
    expect([tracker.closeCode, tracker.secondCloseCode]).to.deep.equal([1001, undefined]);
    tracker.track(Buffer.concat(closes.slice(1)));
    expect([tracker.closeCode, tracker.secondCloseCode]).to.deep.equal([1001, 1011]);
  });

  it('is at a boundary before and between frames and nowhere within', () => {
    const tracker = new FrameTracker('client');
    const one = client({ opcode: text, payload: 'hello' });
    expect(tracker.atBoundary).to.equal(true);
    for (let cut = 1; cut < one.length; cut++) {
      tracker.track(one.subarray(cut - 1, cut));
      expect(tracker.atBoundary, `after ${cut} bytes`).to.equal(false);
    }
    tracker.track(one.subarray(one.length - 1));
    expect(tracker.atBoundary).to.equal(true);
  });

  it('follows a length of 64 bits without waiting for its bytes', () => {
    const tracker = new FrameTracker('server');
    tracker.track(server({ opcode: 2, claimBytes: 5_000_000_000 }));
    expect(tracker.error).to.equal(undefined);
    expect(tracker.payloadBytes).to.equal(5_000_000_000);
    expect(tracker.messages).to.equal(0);
  });

  it('reads 1005 where a Close frame has no code, and the first code where there are two', () => {
    const tracker = new FrameTracker('server');
    tracker.track(server({ opcode: close }));
    tracker.track(server({ opcode: close, payload: closePayload(1011) }));
    expect(tracker.closeCode).to.equal(1005);
  });

  const wrongs: readonly (readonly [string, Buffer, string])[] = [
    ['reserved bits', client({ opcode: text, first: 0xc1 }), 'reserved bits'],
    ['a reserved data opcode', client({ opcode: 3 }), 'reserved opcode 3'],
    ['a reserved control opcode', client({ opcode: 11 }), 'reserved opcode 11'],
    ['a fragmented ping', client({ opcode: ping, unfinished: true }), 'fragmented control'],
    ['a ping of 126 bytes', client({ opcode: ping, payload: 'x'.repeat(126) }), '125 bytes'],
    ['half a close code', client({ opcode: close, payload: 'x' }), 'half a close code'],
    ['a frame without a mask', server({ opcode: text }), 'an unmasked frame'],
    ['a continuation of nothing', client({ opcode: continuation }), 'continuation of nothing'],
    [
      'a new message inside another',
      Buffer.concat([client({ opcode: text, unfinished: true }), client({ opcode: text })]),
      'a new message inside',
    ],
    ['a length beyond 2^53', client({ opcode: text, claimBytes: 2 ** 60 }), 'beyond 2^53'],
  ];
  for (const [name, bytes, error] of wrongs) {
    it(`gives up on ${name}`, () => {
      for (const size of [1, bytes.length]) {
        const tracker = trackedInPieces(Buffer.concat([bytes, bytes]), size);
        expect(tracker.error).to.contain(error);
      }
    });
  }

  it('gives up on a masked frame from a server', () => {
    const tracker = new FrameTracker('server');
    tracker.track(client({ opcode: text, payload: 'x' }));
    expect(tracker.error).to.equal('a masked frame');
  });
});
