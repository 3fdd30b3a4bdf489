import { expect } from 'chai';
import type { VictimSelector } from '../contracts/scenario.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { buildPlan } from './build-plan.ts';
import { describePlan } from './describe-plan.ts';
import { wholeUsers } from './whole-users.ts';

const keys = ['power-1.1', 'power-1.2', 'power-2.1', 'power-2.2', 'signup-1.1'];

describe('victims by whole users', () => {
  it('are as many as wanted where somebody fits', () => {
    const three = wholeUsers({ eligible: keys, shuffled: keys }, 3);
    expect(three).to.deep.equal(['power-1.1', 'power-1.2', 'signup-1.1']);
  });

  it('are one user more where nobody fits', () => {
    const power = keys.slice(0, 4);
    expect(wholeUsers({ eligible: power, shuffled: power }, 3)).to.deep.equal(power);
  });

  it('are nobody of whom another fault holds a part', () => {
    const shuffled = keys.filter((key) => key !== 'power-1.2');
    expect(wholeUsers({ eligible: keys, shuffled }, 5)).to.deep.equal([
      'power-2.1',
      'power-2.2',
      'signup-1.1',
    ]);
  });
});

describe('a fault that hits the process of its victims', () => {
  const faults = faultsByName(
    inertFault('stop', {
      furtherNeeds: ({ gently }) => (gently === true ? [] : ['client-process']),
    }),
    inertFault('cut', { toxics: () => [{ type: 'timeout', stream: 'upstream', attributes: {} }] }),
  );
  const plan = (steps: readonly (readonly [string, VictimSelector])[], settings = {}) =>
    buildPlan(
      testScenario({
        faults: steps.map(([inject, on]) => ({ ...testStep(inject, on), settings })),
      }),
      { faults },
    ).faults;

  it('takes all connections of its users, into a process of its name', () => {
    const [fault] = plan([['stop', { cohort: 'power', count: 3 }]]);
    expect(fault?.process).to.equal('f1');
    const users = Map.groupBy(fault?.victims ?? [], (key) => key.split('.')[0]);
    expect([...users.values()].map((of) => of.length)).to.deep.equal([2, 2]);
  });

  it('says so in the description of the plan', () => {
    const step = testStep('stop', { connections: ['power-1.1', 'power-1.2'] });
    const text = describePlan(buildPlan(testScenario({ faults: [step] }), { faults }));
    expect(text).to.contain('2 connections: power-1.1, power-1.2, in a process of their own');
  });

  it('is not repeated until the machine is full of processes', () => {
    const load = { ...testScenario().load, users: { signup: 20 } };
    const repeated = { ...testStep('stop', { count: 1 }), forMs: 100, repeatEveryMs: 200 };
    const build = (): unknown =>
      buildPlan(testScenario({ load, faults: [repeated] }), {
        faults: faultsByName(
          inertFault('stop', { needs: ['client-process'], makesZombies: false }),
        ),
      });
    expect(build).to.throw('stop would put users into 20 processes of their own; 16 is the most');
  });

  it('takes single ones where its settings do without the process', () => {
    const [fault] = plan([['stop', { cohort: 'power', count: 3 }]], { gently: true });
    expect(fault).not.to.have.property('process');
    expect(fault?.victims).to.have.length(3);
  });

  it('names the rest of a user who is named in part', () => {
    const named = (): unknown => plan([['stop', { connections: ['power-1.1'] }]]);
    expect(named).to.throw('power-1.2 would be hit too, in the same process');
    const [fault] = plan([['stop', { connections: ['power-1.1', 'power-1.2'] }]]);
    expect(fault?.victims).to.deep.equal(['power-1.1', 'power-1.2']);
  });

  it('says that the users left are hit by others', () => {
    const both = (): unknown =>
      plan([
        ['cut', { connections: ['power-1.1'] }],
        ['stop', { cohort: 'power', count: 5 }],
      ]);
    expect(both).to.throw('5 wanted, but only 4 are of users whom no other fault hits');
  });

  it('cannot take victims by what they ask for', () => {
    expect(() => plan([['stop', { path: '/chat' }]])).to.throw('in a process of their own');
  });
});
