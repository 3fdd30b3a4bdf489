import { expect } from 'chai';
import fc from 'fast-check';
import { sendFrame, textFrame } from './frame-writer.ts';

/** Header, mask and payload of a client's frame, by RFC 6455 §5.2. */
function read(frame: Buffer): { first: number; isMasked: boolean; payload: Buffer } {
  const second = frame.readUInt8(1);
  const short = second & 0x7f;
  const lengthBytes = short === 127 ? 8 : short === 126 ? 2 : 0;
  const length =
    lengthBytes === 0
      ? short
      : frame.readUIntBE(lengthBytes === 2 ? 2 : 4, lengthBytes === 2 ? 2 : 6);
  const mask = frame.subarray(2 + lengthBytes, 6 + lengthBytes);
  const payload = Buffer.from(frame.subarray(6 + lengthBytes));
  expect(payload.length).to.equal(length);
  for (let i = 0; i < length; i++) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0);
  return { first: frame.readUInt8(0), isMasked: second > 127, payload };
}

describe('text frames', () => {
  it('hold any text in UTF-8 behind their mask, however long and wherever it stops being ASCII', () => {
    const any = fc.string({ unit: 'grapheme', maxLength: 400 });
    const ascii = fc.string({ unit: 'grapheme-ascii', minLength: 100, maxLength: 600 });
    fc.assert(
      fc.property(fc.oneof(any, ascii), fc.constantFrom('', 'é', '€', '\u{1f600}'), (text, end) => {
        const { first, isMasked, payload } = read(textFrame(text + end));
        expect(first).to.equal(0x81);
        expect(isMasked).to.equal(true);
        expect(payload.equals(Buffer.from(text + end))).to.equal(true);
      }),
    );
  });

  it('are written over one as long that the kernel has, and over no other', () => {
    const send = (frame: Buffer, writableLength = 0): void => {
      sendFrame({ write: () => true, writableLength }, frame);
    };
    const old = textFrame('first');
    send(old, old.length);
    expect(textFrame('other')).not.to.equal(old);
    send(old);
    expect(textFrame('longer')).not.to.equal(old);
    expect(textFrame('again')).to.equal(old);
    expect(read(old).payload.toString()).to.equal('again');
    expect(textFrame('third')).not.to.equal(old);
    const huge = textFrame('x'.repeat(10_000));
    send(huge);
    expect(textFrame('y'.repeat(10_000))).not.to.equal(huge);
  });

  it('have a mask each', () => {
    const masks = Array.from({ length: 100 }, () => textFrame('').toString('hex', 2));
    expect(new Set(masks).size).to.equal(100);
  });
});
