import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { FrameFlood } from '../testing/frame-flood.ts';

/** `node bench/tap-fuzz.ts` sends a million. */
const frames = 6000;
const seed = Number(process.env['WS_CHAOS_FUZZ_SEED'] ?? 20_260_101);

describe(`a flood of frames through the tap, seed ${seed}`, () => {
  let flood: FrameFlood;

  before(async () => {
    flood = await FrameFlood.open();
  });
  after(() => flood.close());

  it('arrives to the last byte, costs broken connections alone, and leaves nothing behind', async () => {
    const descriptors = (): number => readdirSync(`/proc/${flood.tap.pid}/fd`).length;
    await flood.run(500, seed);
    const before = descriptors();
    const counts = await flood.run(frames, seed + 1);
    expect(counts.frames).to.be.at.least(frames);
    expect(counts.neighbourEchoes).to.equal(counts.connections);
    expect(counts.mutated).to.be.greaterThan(0);
    expect(counts.protocolErrors).to.be.within(1, counts.mutated);
    expect(descriptors()).to.be.at.most(before);
  });
});
