import { expect } from 'chai';
import type { Scenario } from '../contracts/scenario.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { checkSchedule } from './check-schedule.ts';

const faults = faultsByName(inertFault('stall'), inertFault('lose', { makesZombies: false }));
const found = (scenario: Scenario): string[] =>
  checkSchedule(scenario, faults).map(
    ({ severity, problem }) => `${severity} ${problem.path.join('.')}`,
  );
/** Chaos lasts 4 s, reclaim within 2 s. */
const fault = (atMs: number, forMs?: number, inject = 'stall'): string[] => {
  const lasting = forMs === undefined ? {} : { forMs };
  return found(testScenario({ faults: [{ ...testStep(inject, { count: 1 }), atMs, ...lasting }] }));
};
/** Admit within 1 s; recovery lasts `recoveryMs`. */
const arrival = (atMs: number, recoveryMs = 2000): string[] => {
  const base = testScenario();
  const arrivals = [{ cohort: 'enterprise' as const, users: 1, atMs }];
  const phases = { ...base.phases, recoveryMs };
  return found({ ...base, phases, load: { ...base.load, arrivals } });
};

describe('check schedule', () => {
  it('wants a zombie to be given its time before the fault heals', () => {
    expect(fault(1500)).to.deep.equal([]);
    expect(fault(1501)).to.deep.equal(['warning faults.0.at']);
    expect(fault(2000)).to.deep.equal(['problem faults.0.at']);
    expect(fault(0, 2500)).to.deep.equal([]);
    expect(fault(0, 2499)).to.deep.equal(['warning faults.0.for']);
    expect(fault(0, 2000)).to.deep.equal(['problem faults.0.for']);
  });

  it('says how long it would have to be', () => {
    const help = (atMs: number, more = {}): string | undefined => {
      const step = { ...testStep('stall', { count: 1 }), atMs, ...more };
      return checkSchedule(testScenario({ faults: [step] }), faults)[0]?.problem.help;
    };
    expect(help(2000)).to.contain('needs 2.5s: let `phases.chaos` be 4.5s or more');
    expect(help(0, { forMs: 2000 })).to.contain('last 2.5s or more');
  });

  it('wants time for the server to reclaim in', () => {
    const { serviceLevel } = testScenario();
    const none = testScenario({ serviceLevel: { ...serviceLevel, reclaimWithinMs: 0 } });
    expect(found(none)).to.include('problem serviceLevel.reclaimWithin');
  });

  it('wants the same for who dies later, with settings under which somebody does', () => {
    const firstDeathMs = ({ how }: Readonly<Record<string, unknown>>): number | undefined => {
      if (how === 'wrong') throw new Error('no such choice');
      return how === 'silence' ? 1000 : undefined;
    };
    const idle = faultsByName(inertFault('idle', { makesZombies: false, firstDeathMs }));
    const look = (atMs: number, how: string): (string | undefined)[] => {
      const step = { ...testStep('idle', { count: 1 }), atMs, settings: { how } };
      return checkSchedule(testScenario({ faults: [step] }), idle).map(
        ({ severity, problem }) => `${severity}: ${problem.help ?? ''}`,
      );
    };
    expect(look(500, 'silence')).to.deep.equal([]);
    const help = 'It needs 3.5s: let `phases.chaos` be 4.1s or more, or shorten the service level.';
    expect(look(600, 'silence')).to.deep.equal([`problem: ${help}`]);
    expect([...look(3000, 'rst'), ...look(3000, 'wrong')]).to.deep.equal([]);
  });

  it('asks that only of faults that make zombies', () => {
    expect(fault(3900, undefined, 'lose')).to.deep.equal([]);
  });

  it('wants faults to begin and end within chaos', () => {
    expect(fault(4000, undefined, 'lose')).to.deep.equal(['problem faults.0.at']);
    expect(fault(1000, 3000)).to.deep.equal([]);
    expect(fault(1000, 3001)).to.deep.equal(['problem faults.0.for']);
  });

  const repeated = (repeatEveryMs: number, forMs?: number): string[] => {
    const step = { ...testStep('stall', { count: 1 }), repeatEveryMs };
    return found(testScenario({ faults: [forMs === undefined ? step : { ...step, forMs }] }));
  };

  it('wants a repeated fault to heal, to pause and to be a number of times one can mean', () => {
    expect(repeated(1000, 2500)).to.deep.equal([]);
    expect(repeated(1000)).to.deep.equal(['problem faults.0.repeatEvery']);
    expect(repeated(0, 2500)).to.deep.equal(['problem faults.0.repeatEvery']);
    expect(repeated(0.1, 2500)).to.deep.equal(['problem faults.0.repeatEvery']);
    expect(repeated(1000, 2000)).to.deep.equal(['problem faults.0.for']);
  });

  it('wants arrivals to come within chaos, and early enough to be judged', () => {
    expect(arrival(3999)).to.deep.equal([]);
    expect(arrival(4000)).to.deep.equal(['problem load.arrivals.0.at']);
    expect(arrival(2999, 0)).to.deep.equal([]);
    expect(arrival(3000, 0)).to.deep.equal(['problem load.arrivals.0.at']);
  });
});
