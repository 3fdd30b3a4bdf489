import { once } from 'node:events';
import { expect } from 'chai';
import { systemClock } from '../../../harness/process/system-clock.ts';
import { tappedPair, type TappedPair } from '../../testing/tapped-pair.ts';
import { encodeFrame } from '../encode-frame.ts';

const kilobyte = encodeFrame({ opcode: 2, payload: Buffer.alloc(1024), masked: true });
const hex = kilobyte.toString('hex');
const times = 64 * 1024;
const floodBytes = times * kilobyte.length;

describe('bytes inserted towards a side that does not read', () => {
  let pair: TappedPair;
  let headBytes: number;

  beforeEach(async () => {
    pair = await tappedPair();
    headBytes = pair.peer.received().length;
    pair.peer.socket.pause();
    pair.peer.socket.removeAllListeners('data');
  });
  afterEach(() => pair.close());

  /** What waits in the tap's own memory. */
  const waitingBytes = (): number => pair.connection.target.writableLength;

  async function readAll(bytes: number): Promise<void> {
    const { socket } = pair.peer;
    socket.resume();
    while (socket.bytesRead < headBytes + bytes) await once(socket, 'data');
  }

  async function untilStill(): Promise<number> {
    let before = -1;
    while (before !== pair.acted('inserted')) {
      before = pair.acted('inserted');
      await systemClock.delay(50);
    }
    return pair.acted('inserted');
  }

  it('wait for it to read, and then come, every one', async () => {
    pair.arm({ kind: 'insert', direction: 'up', hex, times });
    expect(await untilStill()).to.be.within(1, times / 2);
    expect(waitingBytes()).to.be.lessThan(1024 * 1024);
    await readAll(floodBytes);
    expect(pair.acted('inserted')).to.equal(times);
  });

  it('wait though they were to come at a pace', async () => {
    const large = encodeFrame({ opcode: 2, payload: Buffer.alloc(4_000_000), masked: true });
    const slowly = { hex: large.toString('hex'), times: 100, everyMs: 1 };
    pair.arm({ kind: 'insert', direction: 'up', ...slowly });
    expect(await untilStill()).to.be.within(1, 10);
    expect(waitingBytes()).to.be.at.most(2 * large.length);
  });

  it('do not pile up behind a message that never ends', async () => {
    const first = encodeFrame({ opcode: 1, payload: 'a', unfinished: true, masked: true });
    pair.client.socket.write(first);
    await pair.until(() => pair.connection.up.tracker.insideMessage);
    pair.arm({ kind: 'insert', direction: 'up', hex, times });
    expect(await untilStill()).to.be.at.most(1);
    pair.client.socket.write(encodeFrame({ opcode: 0, payload: 'b', masked: true }));
    await pair.until(() => pair.acted('inserted') > 1);
  });

  it('come no more once the rule is off', async () => {
    pair.arm({ kind: 'insert', direction: 'up', hex, times });
    const inserted = await untilStill();
    pair.armory.disarm('f1');
    await readAll(inserted * kilobyte.length);
    expect(pair.acted('inserted')).to.equal(inserted);
  });
});
