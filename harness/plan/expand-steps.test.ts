import { expect } from 'chai';
import fc from 'fast-check';
import { proofAllowanceMs } from '../contracts/repetition.ts';
import type { FaultStep, Scenario } from '../contracts/scenario.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { buildPlan } from './build-plan.ts';

const faults = faultsByName(
  inertFault('stall'),
  inertFault('lose', { makesZombies: false }),
  inertFault('vanish', { needs: ['client-control'] }),
  inertFault('slow', { makesZombies: false, toxics: () => [] }),
);
const plan = (scenario: Scenario, seed = 1): ReturnType<typeof buildPlan> =>
  buildPlan(scenario, { faults, seed });
const chaosMs = 60_000;
/** Chaos lasts a minute, reclaim within 2 s; 17 connections. */
const minute = (...steps: FaultStep[]): Scenario =>
  testScenario({ faults: steps, phases: { baselineMs: 1000, chaosMs, recoveryMs: 2000 } });
const repeated = (inject: string, repeatEveryMs: number, on: FaultStep['on'] = { count: 1 }) => ({
  ...testStep(inject, on),
  atMs: 2000,
  forMs: 4000,
  repeatEveryMs,
});

describe('a step that repeats', () => {
  it('is written out until the chaos phase ends, each time numbered in the order of time', () => {
    const { faults: planned } = plan(
      minute(repeated('stall', 20_000), { ...testStep('lose', { count: 2 }), atMs: 30_000 }),
    );
    expect(
      planned.map(({ id, inject, beginMs, healMs }) => [id, inject, beginMs, healMs]),
    ).to.deep.equal([
      ['f1', 'stall', 3000, 7000],
      ['f2', 'stall', 23_000, 27_000],
      ['f3', 'lose', 31_000, 61_000],
      ['f4', 'stall', 43_000, 47_000],
    ]);
  });

  it('leaves out the time that would end, or be judged, only after the chaos phase', () => {
    const times = (step: FaultStep): number => plan(minute(step)).faults.length;
    const last = { ...repeated('lose', 10_000), atMs: 6000, forMs: 4000 };
    expect(times(last)).to.equal(6);
    expect(times({ ...last, forMs: 4001 })).to.equal(5);
    const zombies = { ...last, inject: 'stall', forMs: 1 };
    expect(times({ ...zombies, atMs: 10_000 - 2000 - proofAllowanceMs })).to.equal(6);
    expect(times({ ...zombies, atMs: 10_000 - 2000 - proofAllowanceMs + 1 })).to.equal(5);
  });

  it('chooses its victims anew each time', () => {
    const victims = plan(minute(repeated('stall', 10_000))).faults.flatMap((one) => one.victims);
    expect(victims).to.have.length(6);
    expect(new Set(victims).size).to.be.above(2);
  });

  it('never takes again who does not come back, nor who is routed through a lane of its own', () => {
    for (const inject of ['vanish', 'slow']) {
      const steps = [repeated(inject, 10_000), repeated('stall', 7000), repeated('lose', 9000)];
      const planned = plan(minute(...steps)).faults;
      const kept = planned.filter((one) => one.inject === inject).flatMap((one) => one.victims);
      const others = planned.filter((one) => one.inject !== inject).flatMap((one) => one.victims);
      expect(new Set(kept).size).to.equal(6);
      expect(others.filter((key) => kept.includes(key))).to.deep.equal([]);
    }
  });

  it('says so when nobody is left to take', () => {
    expect(() => plan(minute(repeated('vanish', 10_000, { cohort: 'signup', count: 1 })))).to.throw(
      'fault f5 (vanish) cannot choose its victims: 1 wanted, but there are 4 connections of cohort signup, 4 of them',
    );
  });

  it('shares no victim with another that overlaps it in time, whatever the seed', () => {
    const step = fc.record({
      inject: fc.constantFrom('stall', 'lose'),
      atMs: fc.nat({ max: 20_000 }),
      forMs: fc.integer({ min: 2500, max: 6000 }),
      repeatEveryMs: fc.integer({ min: 15_000, max: 30_000 }),
      on: fc.constant({ count: 1 }),
      settings: fc.constant({}),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 3 }), fc.nat(), (steps, seed) => {
        const planned = plan(minute(...steps), seed).faults;
        for (const [index, one] of planned.entries()) {
          expect(one.id).to.equal(`f${index + 1}`);
          expect(one.healMs).to.be.at.most(1000 + chaosMs);
          for (const other of planned.slice(index + 1)) {
            expect(other.beginMs).to.be.at.least(one.beginMs);
            if (other.beginMs > one.healMs) continue;
            expect(one.victims.filter((key) => other.victims.includes(key))).to.deep.equal([]);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('reaches over eight hours', () => {
    const scenario = minute(repeated('stall', 10_000));
    const long = { ...scenario, phases: { ...scenario.phases, chaosMs: 8 * 3_600_000 } };
    const { faults: planned } = plan(long);
    expect(planned).to.have.length(2880);
    expect(planned.at(-1)?.id).to.equal('f2880');
  });
});
