import { expect } from 'chai';
import type { FaultStep, Scenario } from '../contracts/scenario.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { checkRecovery } from './check-recovery.ts';

const faults = faultsByName(inertFault('cut', { makesZombies: false }));

/** Chaos lasts 4 s, recovery 2 s. */
function found(
  recoveredWithinMs: number | undefined,
  steps: readonly Partial<FaultStep>[] = [{}],
  more: Partial<Scenario> = {},
): string[] {
  const { serviceLevel } = testScenario();
  const scenario = testScenario({
    serviceLevel:
      recoveredWithinMs === undefined ? serviceLevel : { ...serviceLevel, recoveredWithinMs },
    faults: steps.map((step) => ({ ...testStep('cut', { count: 1 }), ...step })),
    ...more,
  });
  return checkRecovery(scenario, faults).map(
    ({ severity, problem }) => `${severity} ${problem.path.join('.')}: ${problem.help ?? ''}`,
  );
}
const refused = (recovery: string): string[] => [
  `problem serviceLevel.recoveredWithin: Let \`phases.recovery\` be ${recovery} or more, or shorten the service level.`,
];

describe('check recovery', () => {
  it('wants a second after the bound before the run ends', () => {
    expect(found(1000)).to.deep.equal([]);
    expect(found(1001)).to.deep.equal(refused('2.1s'));
    expect(found(4000)).to.deep.equal(refused('5s'));
  });

  it('begins to count when the last fault heals', () => {
    expect(found(2000, [{ forMs: 3000 }])).to.deep.equal([]);
    expect(found(2000, [{ forMs: 3001 }])).to.deep.equal(refused('2.1s'));
    expect(found(2000, [{ forMs: 3000 }, { atMs: 3000 }])).to.deep.equal(refused('3s'));
    const again = { forMs: 500, repeatEveryMs: 1000 };
    expect(found(1500, [again])).to.deep.equal([]); // the last of four heals at 3.5 s
    expect(found(1501, [again])).to.deep.equal(refused('2.1s'));
  });

  it('asks nothing where nobody asks, or no fault is to be recovered from', () => {
    expect(found(undefined)).to.deep.equal([]);
    expect(found(4000, [])).to.deep.equal([]);
    expect(found(4000, [{}], { checks: ['zombies-reclaimed'] })).to.deep.equal([]);
    expect(found(4000, [{}], { checks: ['service-recovered'] })).to.have.length(1);
  });
});
