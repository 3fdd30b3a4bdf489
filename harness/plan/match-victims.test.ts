import { expect } from 'chai';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { buildPlan } from './build-plan.ts';
import { describePlan } from './describe-plan.ts';

const toxic = { type: 'timeout', stream: 'upstream', attributes: {} } as const;
const faults = faultsByName(
  inertFault('lose', { makesZombies: false }),
  inertFault('stall'),
  inertFault('slow', { toxics: () => [toxic] }),
);

describe('victims by path or header', () => {
  const on = { path: '/chat*', header: 'x-tenant: acme', cohort: 'power', count: 2 } as const;

  it('are not named in the plan, which says by what they are found and in which order', () => {
    const steps = [testStep('lose', on), testStep('stall', { count: 17 })];
    const plan = buildPlan(testScenario({ faults: steps }), { faults, seed: 5 });
    const [matched, drawn] = plan.faults;
    expect(matched?.victims).to.deep.equal([]);
    const { seed, ...match } = matched!.match!;
    expect(match).to.deep.equal({
      path: '/chat*',
      header: 'x-tenant: acme',
      cohorts: ['power'],
      count: 2,
    });
    expect(seed).to.be.within(0, 2 ** 32 - 1);
    expect(drawn?.victims).to.have.length(17);
    const again = buildPlan(testScenario({ faults: steps }), { faults, seed: 5 });
    expect(again.hash).to.equal(plan.hash);
    expect(describePlan(plan)).to.contain(
      'lose hits 2 of those that asked for /chat* and x-tenant: acme',
    );
  });

  it('are never of a protected cohort', () => {
    const steps = [testStep('lose', { path: '*', sharePercent: 100 })];
    const safety = { protect: ['enterprise', 'signup'] } as const;
    const plan = buildPlan(testScenario({ faults: steps, safety }), { faults });
    expect(plan.faults[0]?.match?.cohorts).to.deep.equal(['power', 'returning']);
  });

  it('are known too late for a lane of their own', () => {
    const scenario = testScenario({ faults: [testStep('slow', on)] });
    expect(() => buildPlan(scenario, { faults }))
      .to.throw('f1 (slow) takes its victims through a lane')
      .with.property('code', 'CHAOS_ERR_FAULT_VICTIMS');
  });
});
