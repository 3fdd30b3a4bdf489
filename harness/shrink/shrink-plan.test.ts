import { expect } from 'chai';
import fc from 'fast-check';
import type { Plan, PlannedUser } from '../contracts/plan.ts';
import type { Verdict } from '../contracts/verdict.ts';
import { testFault, testPlan } from '../testing/history-builder.ts';
import { bystandersOf, type Seal } from './reduce-plan.ts';
import {
  showsFailure,
  shrinkPlan,
  sizeOf,
  type ShrinkOptions,
  type ShrinkResult,
} from './shrink-plan.ts';

const seal: Seal = (unsealed) => ({ ...unsealed, hash: JSON.stringify(unsealed) });
const user = (number: number): PlannedUser => ({
  id: `power-${number}`,
  cohort: 'power',
  connections: 1,
  startAfterMs: 0,
  arrival: false,
  seed: 1,
});
const key = (number: number): string => `power-${number}.1`;

/** Ten users; f1 hits 1–3 in a lane of its own, f2 hits 4–5, f3 hits 6. */
const plan: Plan = seal({
  ...testPlan,
  load: { ...testPlan.load, users: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(user) },
  faults: [
    { ...testFault('f1', [1, 2, 3].map(key)), lane: 'f1' },
    testFault('f2', [4, 5].map(key)),
    testFault('f3', [6].map(key)),
  ],
  lanes: [
    { name: 'default', connections: [] },
    { name: 'power', connections: [4, 5, 6, 7, 8, 9, 10].map(key) },
    { name: 'f1', connections: [1, 2, 3].map(key) },
  ],
});
const hits = ({ faults }: Plan, number: number): boolean =>
  faults.some(({ victims }) => victims.includes(key(number)));
const has = ({ load }: Plan, number: number): boolean =>
  load.users.some(({ id }) => id === `power-${number}`);

const shrink = (
  fails: (plan: Plan) => boolean,
  more: Partial<ShrinkOptions> = {},
): Promise<ShrinkResult> =>
  shrinkPlan(plan, {
    seal,
    runOnce: (smaller) => Promise.resolve(fails(smaller)),
    reproduce: { atLeast: 1, runs: 1 },
    budgetRuns: 1000,
    ...more,
  });

describe('shrink plan', () => {
  it('finds the one victim and the one bystander it takes', async () => {
    const { plan: smallest, end } = await shrink((one) => hits(one, 2) && has(one, 8));
    expect(end).to.equal('minimal');
    expect(sizeOf(smallest)).to.deep.equal({ faults: 1, victims: 1, users: 2 });
    expect(smallest.faults[0]?.victims).to.deep.equal([key(2)]);
    expect(smallest.load.users.map(({ id }) => id)).to.deep.equal(['power-2', 'power-8']);
    expect(smallest.lanes).to.deep.equal([
      { name: 'default', connections: [] },
      { name: 'power', connections: [key(8)] },
      { name: 'f1', connections: [key(2)] },
    ]);
  });

  it('keeps faults that are needed together', async () => {
    const { plan: smallest } = await shrink((one) => hits(one, 1) && hits(one, 6));
    expect(smallest.faults.map(({ id, victims }) => [id, victims])).to.deep.equal([
      ['f1', [key(1)]],
      ['f3', [key(6)]],
    ]);
  });

  it('drops every fault when the load alone shows it', async () => {
    const { plan: smallest } = await shrink((one) => has(one, 9));
    expect(sizeOf(smallest)).to.deep.equal({ faults: 0, victims: 0, users: 1 });
  });

  it('ends where leaving out anything more hides it, whatever is needed', async () => {
    const numbers = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { minLength: 1, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(numbers, fc.integer({ min: 7, max: 10 }), async (victims, bystander) => {
        const { plan: smallest } = await shrink(
          (one) => victims.every((number) => hits(one, number)) && has(one, bystander),
        );
        expect(sizeOf(smallest).victims).to.equal(victims.length);
        expect(bystandersOf(smallest).map(({ id }) => id)).to.deep.equal([`power-${bystander}`]);
      }),
    );
  });

  it('hands back the plan when the failure does not show at all', async () => {
    const result = await shrink(() => false, { reproduce: { atLeast: 2, runs: 3 } });
    expect(result).to.deep.equal({ plan, reproduced: false, runsSpent: 2, end: 'not-reproduced' });
  });

  it('runs no plan twice and stops a series once it is decided', async () => {
    const runs = new Map<string, number>();
    await shrink((one) => hits(one, 4), {
      reproduce: { atLeast: 2, runs: 3 },
      runOnce: (one) => {
        runs.set(one.hash, (runs.get(one.hash) ?? 0) + 1);
        return Promise.resolve(hits(one, 4));
      },
    });
    expect(Math.max(...runs.values())).to.equal(2);
  });

  it('finds a failure that shows two times in three', async () => {
    let run = 0;
    const { plan: smallest } = await shrink(() => false, {
      reproduce: { atLeast: 2, runs: 3 },
      runOnce: (one) => {
        run += 1;
        return Promise.resolve(run % 3 !== 0 && hits(one, 5));
      },
    });
    expect(hits(smallest, 5)).to.equal(true);
  });

  it('gives the smallest plan so far when its runs are spent or it is told to stop', async () => {
    const spent = await shrink((one) => hits(one, 2), { budgetRuns: 4 });
    expect(spent.end).to.equal('budget');
    expect(spent.runsSpent).to.equal(4);
    expect(sizeOf(spent.plan).faults).to.be.below(3);
    const stop = new AbortController();
    const stopped = await shrink((one) => hits(one, 2), {
      signal: stop.signal,
      onStep: ({ size }) => {
        if (size.faults === 1) stop.abort();
      },
    });
    expect(stopped.end).to.equal('aborted');
    expect(sizeOf(stopped.plan).faults).to.equal(1);
    expect(hits(stopped.plan, 2)).to.equal(true);
  });
});

describe('shows failure', () => {
  it('wants every named check to fail', () => {
    const verdict = {
      checks: [
        { name: 'a', outcome: 'fail', violations: [] },
        { name: 'b', outcome: 'unknown', violations: [] },
      ],
    } as unknown as Verdict;
    expect(showsFailure(verdict, ['a'])).to.equal(true);
    expect(showsFailure(verdict, ['a', 'b'])).to.equal(false);
    expect(showsFailure(verdict, [])).to.equal(false);
  });
});
