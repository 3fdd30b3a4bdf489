import { setFlagsFromString, getHeapSpaceStatistics } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import { Fleet, intervalMs } from './testing/fleet.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as (options: { type: 'minor' }) => void;

/** Collects what died young; what lives on is old after two of them. */
function collectYoung(): void {
  collect({ type: 'minor' });
  collect({ type: 'minor' });
}

function oldBytes(): number {
  collectYoung();
  const spaces = getHeapSpaceStatistics();
  return spaces.find(({ space_name: name }) => name === 'old_space')?.space_used_size ?? NaN;
}

/** Everybody is due once, and answers a while later. */
function sweep(fleet: Fleet): void {
  const untilMs = fleet.nowMs + intervalMs;
  while (fleet.nowMs < untilMs || fleet.isBehind) fleet.tick(fleet.isBehind ? 0 : 100);
  collectYoung();
  fleet.answer(fleet.connections);
}

describe('a sweep', () => {
  it('leaves nothing behind of those it pinged and probed', () => {
    const managers = 20_000;
    const fleet = new Fleet(managers);
    for (let round = 0; round < 3; round++) sweep(fleet);
    const rounds = 3;
    const [bytes, looks] = [oldBytes(), fleet.looks];
    for (let round = 0; round < rounds; round++) sweep(fleet);
    expect(fleet.looks - looks).to.equal(rounds * managers);
    // One number that lives until the next look would be 16 bytes.
    expect((oldBytes() - bytes) / (rounds * managers)).to.be.below(4);
  });
});
