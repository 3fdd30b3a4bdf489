import { expect } from 'chai';
import fc from 'fast-check';
import type { RunHistory } from '../contracts/checker.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { planted, wholeRun, type Planted } from '../testing/whole-run.ts';
import { checkers } from './index.ts';
import { judge } from './judge.ts';

const verdictOf = (history: RunHistory): Verdict =>
  judge(history, { checkers, ended: 'completed', environment: {} });
const objecting = ({ checks }: Verdict): string[] =>
  checks.filter(({ outcome }) => outcome !== 'pass').map(({ name }) => name);
const defects = Object.entries(planted) as [Planted, string][];
/** What ends in unknown: the run says nothing about the server. */
const doubtful = ['fault-was-observed', 'load-was-honest'];

describe('planted runs', () => {
  it('pass every check when nothing is wrong', () => {
    const { outcome, checks, matrix } = verdictOf(wholeRun());
    expect(checks.filter((check) => check.outcome !== 'pass')).to.deep.equal([]);
    expect(outcome).to.equal('pass');
    expect(matrix.zombies).to.deep.equal({
      injected: 1,
      reclaimed: 1,
      late: 0,
      never: 0,
      unjudged: 0,
    });
  });

  it('kill every check at least once', () => {
    expect([...new Set(Object.values(planted))].toSorted()).to.deep.equal([...checkers.keys()]);
  });

  for (const [defect, check] of defects) {
    it(`are seen by ${check} and by it alone: ${defect}`, () => {
      const verdict = verdictOf(wholeRun(defect));
      expect(objecting(verdict)).to.deep.equal([check]);
      const isDoubt = doubtful.includes(check) || defect === 'tap dies';
      expect(verdict.outcome).to.equal(isDoubt ? 'unknown' : 'fail');
    });
  }

  it('are judged the same in whatever order their events were written down', () => {
    const some = fc.constantFrom(undefined, ...defects.map(([defect]) => defect));
    const runs = some.chain((defect) => {
      const { plan, events } = wholeRun(defect);
      return fc.record({
        inOrder: fc.constant({ plan, events }),
        shuffled: fc
          .shuffledSubarray([...events], { minLength: events.length })
          .map((mixed) => ({ plan, events: mixed })),
      });
    });
    fc.assert(
      fc.property(runs, ({ inOrder, shuffled }) => {
        expect(verdictOf(shuffled)).to.deep.equal(verdictOf(inOrder));
      }),
      { numRuns: 200 },
    );
  });

  it('are judged the same when many of their events fall into the same moment', () => {
    // A coarse clock makes ties of what was apart: the verdict may change, but not with the order.
    const coarse = (history: RunHistory, stepUs: number): RunHistory => ({
      ...history,
      events: history.events.map((event) => ({
        ...event,
        atUs: Math.floor(event.atUs / stepUs) * stepUs,
      })),
    });
    const steps = fc.constantFrom(1000, 50_000, 500_000, 5_000_000);
    const order = fc.infiniteStream(fc.nat());
    fc.assert(
      fc.property(fc.constantFrom(...defects), steps, order, ([defect], stepUs, keys) => {
        const history = coarse(wholeRun(defect), stepUs);
        const mixed = history.events
          .map((event) => ({ event, key: Number(keys.next().value) }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ event }) => event);
        expect(verdictOf({ ...history, events: mixed })).to.deep.equal(verdictOf(history));
      }),
      { numRuns: 200 },
    );
  });

  it('are never passed by a checker that only sees half of them', () => {
    // A run cut short in the middle of chaos has proven nothing, whatever the cut.
    const { plan, events } = wholeRun('zombie is never reclaimed');
    const cuts = fc.integer({ min: 0, max: events.findIndex(({ atUs }) => atUs > 3_000_000) });
    fc.assert(
      fc.property(cuts, (cut) => {
        const half = { plan, events: events.slice(0, cut) };
        expect(verdictOf(half).outcome).to.equal('unknown');
      }),
    );
  });
});
