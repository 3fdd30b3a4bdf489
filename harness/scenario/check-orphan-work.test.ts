import { expect } from 'chai';
import type { FaultStep, Scenario } from '../contracts/scenario.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { checkOrphanWork } from './check-orphan-work.ts';

const faults = faultsByName(inertFault('cut', { makesZombies: false }), inertFault('mute'));

/** Chaos lasts 4 s, recovery 2 s. */
function found(
  orphanWorkWithinMs: number | undefined,
  step: Partial<FaultStep> & { readonly inject: string },
  more: Partial<Scenario> = {},
): string[] {
  const { serviceLevel } = testScenario();
  const scenario = testScenario({
    serviceLevel:
      orphanWorkWithinMs === undefined ? serviceLevel : { ...serviceLevel, orphanWorkWithinMs },
    faults: [{ ...testStep(step.inject, { count: 1 }), ...step }],
    ...more,
  });
  return checkOrphanWork(scenario, faults).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  );
}
const tooLong = (longest: string, within: string): string[] => [
  `serviceLevel.orphanWorkWithin: nobody is dead for longer than ${longest}, so that the end of work within ${within} can never be judged.`,
];

describe('check orphan work', () => {
  it('wants a zombie to last for longer than the bound', () => {
    expect(found(3400, { inject: 'mute', atMs: 500 })).to.deep.equal([]);
    expect(found(3500, { inject: 'mute', atMs: 500 })).to.deep.equal(tooLong('3.5s', '3.5s'));
  });

  it('counts what is cut to the end of the run, and a zombie that is over from its heal', () => {
    expect(found(5400, { inject: 'cut', atMs: 500 })).to.deep.equal([]);
    expect(found(5500, { inject: 'cut', atMs: 500 })).to.deep.equal(tooLong('5.5s', '5.5s'));
    expect(found(4400, { inject: 'mute', atMs: 500, forMs: 1000 })).to.deep.equal([]);
    expect(found(4500, { inject: 'mute', atMs: 500, forMs: 1000 })).to.deep.equal(
      tooLong('4.5s', '4.5s'),
    );
  });

  it('wants a census of a server of the user’s own', () => {
    const { target } = testScenario();
    const own = { ...target, url: 'ws://127.0.0.1:3000/' };
    expect(found(1000, { inject: 'cut' }, { target: own })).to.deep.equal([
      'serviceLevel.orphanWorkWithin: nothing tells for whom this server works.',
    ]);
    const told = { ...own, census: 'http://127.0.0.1:3000/census' };
    expect(found(1000, { inject: 'cut' }, { target: told })).to.deep.equal([]);
  });

  it('asks nothing where nobody asks', () => {
    expect(found(undefined, { inject: 'mute' })).to.deep.equal([]);
    expect(found(60_000, { inject: 'mute' }, { faults: [] })).to.deep.equal([]);
    expect(found(60_000, { inject: 'mute' }, { checks: ['zombies-reclaimed'] })).to.deep.equal([]);
    expect(found(60_000, { inject: 'mute' }, { checks: ['orphan-work-ends'] })).to.have.length(1);
  });
});
