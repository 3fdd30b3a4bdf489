import { expect } from 'chai';
import fc from 'fast-check';
import type { SafetySpec, Scenario } from '../contracts/scenario.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { buildPlan } from './build-plan.ts';

const faults = faultsByName(inertFault('stall'), inertFault('lose', { makesZombies: false }));
/** 17 connections, 2 of them of enterprise users; chaos lasts 4 s. */
const plan = (steps: Scenario['faults'], safety: SafetySpec, seed = 1) =>
  buildPlan(testScenario({ faults: steps, safety }), { faults, seed });
const capped = (maxVictimsPercent: number): SafetySpec => ({ protect: [], maxVictimsPercent });

describe('safety', () => {
  it('keeps a protected cohort from being a victim, whatever the seed', () => {
    const steps = [testStep('stall', { count: 10 }), testStep('lose', { count: 5 })];
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const hit = plan(steps, { protect: ['enterprise'] }, seed).faults.flatMap((f) => f.victims);
        expect(hit.filter((key) => key.startsWith('enterprise'))).to.deep.equal([]);
      }),
      { numRuns: 50 },
    );
    const unguarded = plan([testStep('stall', { count: 17 })], { protect: [] });
    expect(unguarded.faults[0]?.victims).to.include('enterprise-1.1');
  });

  it('takes a share of those that may be hit', () => {
    const safety: SafetySpec = { protect: ['enterprise', 'power', 'returning'] };
    expect(
      plan([testStep('stall', { sharePercent: 50 })], safety).faults[0]?.victims,
    ).to.have.length(2);
  });

  it('refuses to hit more at once than the cap, and says who and when', () => {
    expect(plan([testStep('stall', { count: 5 })], capped(30)).faults).to.have.length(1);
    const six = (): unknown => plan([testStep('stall', { count: 6 })], capped(30));
    expect(six).to.throw(
      'at 1s f1 (stall) would hit 6 of 17 connections at once; `safety.maxVictims` of 30% allows 5',
    );
    const both = [
      testStep('stall', { count: 3 }),
      { ...testStep('lose', { count: 3 }), atMs: 500 },
    ];
    expect(() => plan(both, capped(30))).to.throw(
      'at 1.5s f1 (stall), f2 (lose) would hit 6 of 17',
    );
  });

  it('counts as many as may match, where only requests can tell the victims', () => {
    const path = '/chat*';
    expect(plan([testStep('lose', { path, count: 5 })], capped(30)).faults).to.have.length(1);
    expect(() => plan([testStep('lose', { path, sharePercent: 50 })], capped(30))).to.throw(
      'would hit 9 of 17',
    );
  });

  it('counts a fault no longer once it is healed', () => {
    const [early, late] = [testStep('stall', { count: 5 }), testStep('lose', { count: 5 })];
    const after = (atMs: number): unknown =>
      plan(
        [
          { ...early, forMs: 2500 },
          { ...late, atMs },
        ],
        capped(30),
      );
    expect(after(2500)).to.have.property('faults');
    expect(() => after(2499)).to.throw('would hit 10 of 17');
  });

  it('counts a connection under two faults once', () => {
    const twice = [
      testStep('lose', { connections: ['power-1.1', 'power-1.2'] }),
      testStep('lose', { connections: ['power-1.1', 'power-1.2'] }),
    ];
    expect(plan(twice, capped(12)).faults).to.have.length(2);
  });
});
