import { expect } from 'chai';
import { encodeFrame } from './encode-frame.ts';
import type { FrameRule } from './frame-rule.ts';
import { FrameTracker } from './frame-tracker.ts';
import { Gate } from './gate.ts';

const megabyte = 1024 * 1024;
const part = Buffer.alloc(megabyte, 7);

function fragment(index: number, isLast = false): Buffer {
  const opcode = index === 0 ? 2 : 0;
  return encodeFrame({ opcode, payload: part, unfinished: !isLast, masked: false });
}

describe('a message that is held and never ends', () => {
  it('goes on once it is longer than the tap holds, whole and in order', () => {
    const written: Buffer[] = [];
    const seen: string[] = [];
    const held: FrameRule = {
      isSpent: false,
      begin: () => 'hold',
      held: () => seen.push('held'),
      end: (_unit, fate, bytes) => seen.push(`${fate} ${bytes / megabyte}`),
    };
    const gate = new Gate(new FrameTracker('server'), (bytes) => written.push(bytes));
    gate.add(held);
    const frames = Array.from({ length: 20 }, (_, index) => fragment(index, index === 19));
    for (const frame of frames.slice(0, 10)) gate.push(frame);
    expect(written).to.deep.equal([]);
    for (const frame of frames.slice(10)) gate.push(frame);
    expect(Buffer.concat(written).equals(Buffer.concat(frames))).to.equal(true);
    expect(seen).to.deep.equal(['pass 20']);
    gate.push(fragment(0, true));
    expect(seen).to.deep.equal(['pass 20', 'held', 'hold 1']);
  });

  it('counts what single bytes cost, not only what they are', () => {
    let writtenBytes = 0;
    const gate = new Gate(new FrameTracker('server'), (bytes) => (writtenBytes += bytes.length));
    gate.add({ isSpent: false, begin: () => 'hold' });
    const frame = fragment(0);
    for (let at = 0; at < 200_000; at++) gate.push(frame.subarray(at, at + 1));
    expect(writtenBytes).to.be.greaterThan(0);
  });
});
