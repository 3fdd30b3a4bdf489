import { expect } from 'chai';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { buildPlan } from './build-plan.ts';
import { describePlan } from './describe-plan.ts';

const faults = faultsByName(inertFault('stall'));

describe('describe plan', () => {
  it('tells who does what when, in the order of time', () => {
    const base = testScenario();
    const plan = buildPlan(
      {
        ...base,
        load: { ...base.load, arrivals: [{ cohort: 'enterprise', users: 1, atMs: 250 }] },
        faults: [
          { ...testStep('stall', { cohort: 'signup', count: 1 }), settings: { mode: 'hang' } },
        ],
      },
      { faults },
    );
    const victim = plan.faults[0]?.victims[0] ?? '';
    expect(describePlan(plan).split('\n')).to.deep.equal([
      `test  seed 42  plan ${plan.hash.slice(0, 12)}`,
      'target         reference server, policy graduated',
      'load           the built-in user mix, chat: 2 enterprise, 3 power, 5 returning, 4 signup; 17 connections',
      'phases         baseline 0ms to 1s, chaos 1s to 5s, recovery 5s to 7s',
      'service level  reclaim within 2s (slotFree), admit within 1s, deliver within 1s',
      'checks         all',
      'schedule',
      `       1s  f1 stall {"mode":"hang"} hits 1 connection: ${victim}`,
      '    1.25s  enterprise-3 arrives',
      '       5s  f1 stall heals',
    ]);
  });

  it('shortens long lists and names a server of the user’s own', () => {
    const target = {
      command: ['node', 'server.js'],
      url: 'ws://127.0.0.1:1/',
      settings: {},
      startWithinMs: 1,
    };
    const text = describePlan(
      buildPlan(testScenario({ target, faults: [testStep('stall', { count: 9 })] }), { faults }),
    );
    expect(text).to.include('`node server.js` at ws://127.0.0.1:1/');
    expect(text).to.match(/hits 9 connections: (\S+, ){5}\S+ and 3 more$/m);
  });

  it('shows the beginning of a schedule of thousands, and tells how the rest is made up', () => {
    const phases = { baselineMs: 1000, chaosMs: 3_600_000, recoveryMs: 1000 };
    const step = { ...testStep('stall', { count: 1 }), forMs: 3000, repeatEveryMs: 10_000 };
    const lines = describePlan(
      buildPlan(testScenario({ phases, faults: [step] }), { faults }),
    ).split('\n');
    expect(lines).to.have.length(7 + 60 + 1);
    expect(lines.at(-1)).to.equal('  and 660 more until 3594s: stall 360 times');
  });
});
