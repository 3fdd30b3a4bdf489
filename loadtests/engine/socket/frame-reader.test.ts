import { expect } from 'chai';
import fc from 'fast-check';
import { FrameReader } from './frame-reader.ts';
import { textFrame, dataFrame } from './frame-writer.ts';

interface Seen {
  readonly events: string[];
  readonly reader: FrameReader;
}

function reader(): Seen {
  const events: string[] = [];
  const made = new FrameReader({
    onMessage: (data) =>
      events.push(typeof data === 'string' ? `text ${data}` : `binary ${data.length}`),
    onPing: (payload) => events.push(`ping ${payload.toString()}`),
    onPong: (payload) => events.push(`pong ${payload.toString()}`),
    onClose: (code, reason) => events.push(`close ${code} ${reason}`),
    onViolation: (code, text) => events.push(`violation ${code} ${text}`),
  });
  return { events, reader: made };
}

/** An unmasked frame, as servers send them. */
function serverFrame(first: number, payload: Buffer): Buffer {
  const length = payload.length;
  if (length < 126) return Buffer.concat([Buffer.from([first, length]), payload]);
  const head = Buffer.alloc(length < 65536 ? 4 : 10);
  head[0] = first;
  head[1] = length < 65536 ? 126 : 127;
  if (length < 65536) head.writeUInt16BE(length, 2);
  else head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

const text = (value: string): Buffer => serverFrame(0x81, Buffer.from(value));

describe('FrameReader', () => {
  it('is idle between frames and messages, and at no other time', () => {
    const { reader: made } = reader();
    const idle = [made.isIdle];
    for (const chunk of [
      text('whole'),
      text('half').subarray(0, 3),
      text('half').subarray(3),
      serverFrame(0x01, Buffer.from('first fragment')),
      serverFrame(0x80, Buffer.from('last fragment')),
      serverFrame(0x83, Buffer.from('unknown opcode')),
    ]) {
      made.push(chunk);
      idle.push(made.isIdle);
    }
    expect(idle).to.deep.equal([true, true, false, true, false, true, false]);
  });

  it('takes the character that stands for what is not UTF-8 where it was sent itself', () => {
    const { events, reader: made } = reader();
    made.push(text('a\ufffdb'));
    made.push(serverFrame(0x81, Buffer.from([0x61, 0xff])));
    expect(events).to.deep.equal(['text a\ufffdb', 'violation 1007 text is not UTF-8']);
  });

  it('reads several frames from one chunk', () => {
    const { events, reader: made } = reader();
    made.push(Buffer.concat([text('a'), serverFrame(0x89, Buffer.from('p')), text('')]));
    expect(events).to.deep.equal(['text a', 'ping p', 'text ']);
  });

  it('reads nothing behind the end of what has come', () => {
    const { events, reader: made } = reader();
    const shared = Buffer.concat([text('first'), text('left by others')]);
    made.push(shared, 7);
    made.push(shared, 3);
    made.push(Buffer.concat([shared.subarray(3, 7), text('of others')]), 4);
    expect(events).to.deep.equal(['text first', 'text first']);
    expect(made.isIdle).to.equal(true);
  });

  it('joins fragments and lets control frames through between them', () => {
    const { events, reader: made } = reader();
    made.push(serverFrame(0x01, Buffer.from('he')));
    made.push(serverFrame(0x8a, Buffer.from('x')));
    made.push(serverFrame(0x00, Buffer.from('ll')));
    made.push(serverFrame(0x80, Buffer.from('o')));
    expect(events).to.deep.equal(['pong x', 'text hello']);
  });

  it('reads the same messages however the bytes are cut, 64-bit lengths included', () => {
    const sizes = fc.array(fc.constantFrom(0, 1, 125, 126, 300, 65535, 65536, 70_000), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(
        sizes,
        fc.array(fc.integer({ min: 1, max: 5000 }), { minLength: 1 }),
        (all, cuts) => {
          const { events, reader: made } = reader();
          const bytes = Buffer.concat(all.map((size) => serverFrame(0x82, Buffer.alloc(size, 7))));
          let at = 0;
          for (let i = 0; at < bytes.length; i++) {
            const next = at + (cuts[i % cuts.length] ?? 1);
            made.push(bytes.subarray(at, next));
            at = next;
          }
          expect(events).to.deep.equal(all.map((size) => `binary ${size}`));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('reads byte by byte', () => {
    const { events, reader: made } = reader();
    for (const byte of Buffer.concat([text('ab'), serverFrame(0x82, Buffer.alloc(200)), text('')]))
      made.push(Buffer.from([byte]));
    expect(events).to.deep.equal(['text ab', 'binary 200', 'text ']);
  });

  it('reads close codes and reasons', () => {
    const { events, reader: made } = reader();
    made.push(serverFrame(0x88, Buffer.concat([Buffer.from([0x0f, 0xa1]), Buffer.from('bye')])));
    made.push(serverFrame(0x88, Buffer.alloc(0)));
    expect(events).to.deep.equal(['close 4001 bye', 'close 1005 ']);
  });

  const broken: readonly [string, Buffer, string][] = [
    ['a masked frame', textFrame('x'), 'violation 1002 masked frame from the server'],
    ['reserved bits', serverFrame(0xa1, Buffer.alloc(1)), 'violation 1002 reserved bits set'],
    ['an unknown opcode', serverFrame(0x83, Buffer.alloc(0)), 'violation 1002 unknown opcode 3'],
    ['a fragmented ping', serverFrame(0x09, Buffer.alloc(0)), 'violation 1002 bad control frame'],
    ['a long ping', serverFrame(0x89, Buffer.alloc(126)), 'violation 1002 bad control frame'],
    [
      'a stray continuation',
      serverFrame(0x80, Buffer.alloc(0)),
      'violation 1002 nothing to continue',
    ],
    [
      'text that is not UTF-8',
      serverFrame(0x81, Buffer.from([0xff])),
      'violation 1007 text is not UTF-8',
    ],
    [
      'a forbidden close code',
      serverFrame(0x88, Buffer.from([0x03, 0xee])),
      'violation 1002 bad close code 1006',
    ],
    [
      'a huge length',
      Buffer.from([0x82, 127, 0, 1, 0, 0, 0, 0, 0, 0]),
      'violation 1009 frame too large',
    ],
    [
      'compression that was not agreed',
      serverFrame(0xc1, Buffer.alloc(1)),
      'violation 1002 compressed frame without agreement',
    ],
  ];
  for (const [what, bytes, expected] of broken) {
    it(`stops at ${what}`, () => {
      const { events, reader: made } = reader();
      made.push(bytes);
      made.push(text('late'));
      expect(events).to.deep.equal([expected]);
    });
  }

  it('stops at a message inside a message', () => {
    const { events, reader: made } = reader();
    made.push(Buffer.concat([serverFrame(0x01, Buffer.from('a')), text('b')]));
    expect(events).to.deep.equal(['violation 1002 message inside a message']);
  });
});

describe('frame writer', () => {
  it('masks so that unmasking gives the payload back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70_000 }), (payload) => {
        const frame = dataFrame(2, payload);
        const length = (frame[1] ?? 0) & 0x7f;
        const at = length === 127 ? 10 : length === 126 ? 4 : 2;
        const mask = frame.subarray(at, at + 4);
        const plain = frame.subarray(at + 4).map((byte, i) => byte ^ (mask[i % 4] ?? 0));
        expect(Buffer.from(plain).equals(Buffer.from(payload))).to.equal(true);
      }),
      { numRuns: 50 },
    );
  });
});
