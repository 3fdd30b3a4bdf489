import { expect } from 'chai';
import fc from 'fast-check';
import { MetricRegistry, type Sample } from '../metrics/registry.ts';
import { SampleMerge } from './sample-merge.ts';

const metric = new MetricRegistry().define('seen', 'counter');
const sample = (atMs: number, value: number): Sample => ({ atMs, metric, value, tags: {} });

/** A merge, and the values it has written so far. */
function started(): { merge: SampleMerge; written: number[] } {
  const written: number[] = [];
  return { merge: new SampleMerge(({ value }) => written.push(value)), written };
}

describe('samples of several processes', () => {
  it('pass at once where there is only one', () => {
    const { merge, written } = started();
    merge.add(sample(9, 1));
    merge.source().end();
    merge.add(sample(10, 2));
    expect(written).to.deep.equal([1, 2]);
  });

  it('wait until nobody can have an earlier one', () => {
    const { merge, written } = started();
    const [left, right] = [merge.source(), merge.source()];
    left.add(sample(5, 2));
    left.reached(20);
    merge.add(sample(6, 3));
    expect(written).to.deep.equal([]);
    right.add(sample(4, 1));
    right.reached(6);
    expect(written).to.deep.equal([1, 2]);
    right.end();
    expect(written).to.deep.equal([1, 2, 3]);
  });

  it('are all written, in the order of time, however they come', () => {
    const steps = fc.array(fc.tuple(fc.nat(3), fc.nat(5)), { maxLength: 60 });
    fc.assert(
      fc.property(steps, (moves) => {
        const times: number[] = [];
        const merge = new SampleMerge(({ atMs }) => times.push(atMs));
        const sources = [merge.source(), merge.source(), merge.source()];
        const clocks = sources.map(() => 0);
        for (const [which, byMs] of moves) {
          const atMs = (clocks[which] ?? Math.min(...clocks)) + byMs;
          const source = sources[which];
          if (source === undefined) continue;
          clocks[which] = atMs;
          source.add(sample(atMs, which));
          if (byMs > 2) source.reached(atMs);
        }
        for (const source of sources) source.end();
        expect(times).to.have.length(moves.filter(([which]) => which < sources.length).length);
        expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
      }),
    );
  });
});
