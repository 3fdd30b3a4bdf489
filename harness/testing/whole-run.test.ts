import { expect } from 'chai';
import { planted, wholeRun, type Planted } from './whole-run.ts';

describe('whole run', () => {
  it('tells a run from start to end in the order of time', () => {
    const { events } = wholeRun();
    expect([events.at(0)?.kind, events.at(-1)?.kind]).to.deep.equal(['run.start', 'run.end']);
    const times = events.map(({ atUs }) => atUs);
    expect(times).to.deep.equal(times.toSorted((a, b) => a - b));
  });

  it('differs from the good run in each way it can go wrong', () => {
    const good = JSON.stringify(wholeRun());
    for (const defect of Object.keys(planted) as Planted[]) {
      expect(JSON.stringify(wholeRun(defect)), defect).not.to.equal(good);
    }
  });
});
