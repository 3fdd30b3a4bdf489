import { expect } from 'chai';
import fc from 'fast-check';
import type { NetworkTable } from '../contracts/network.ts';
import type { Plan, PlannedFault } from '../contracts/plan.ts';
import type { Scenario } from '../contracts/scenario.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { buildPlan } from './build-plan.ts';

const none = { enterprise: {}, power: {}, returning: {}, signup: {} };
const handOff = { everyMs: 60_000, silentPercent: 30 };
const networks: NetworkTable = {
  networks: [
    { name: 'mobile', toxics: [], handOff },
    { name: 'wired', toxics: [] },
  ],
  mix: none,
};
const toxics = (): [] => [];
const faults = faultsByName(
  inertFault('stall'),
  inertFault('cut', { toxics }),
  inertFault('hand-off', { parseSettings: () => ({ some: 'defaults' }) }),
  inertFault('mass-cut', { makesZombies: false }),
);
const tenMinutes = { baselineMs: 1000, chaosMs: 600_000, recoveryMs: 2000 };
const base = testScenario({ phases: tenMinutes });
const crowd = { ...base.load, users: { power: 100 }, network: 'mobile' };

function plan(parts: Partial<Scenario> = {}, seed = 1): Plan {
  return buildPlan({ ...base, load: crowd, ...parts }, { faults, networks, seed });
}
const handOffsOf = (of: Plan): readonly PlannedFault[] =>
  of.faults.filter(({ id }) => id.startsWith('h'));

describe('plan hand-offs', () => {
  it('has about one a user in each while, this share of them silent', () => {
    const all = handOffsOf(plan());
    expect(all.length).to.be.within(900, 1100);
    const silent = all.filter(({ inject }) => inject === 'hand-off');
    expect(silent.length / all.length).to.be.within(0.25, 0.35);
    expect(silent.every(({ makesZombies }) => makesZombies === true)).to.equal(true);
    expect(silent[0]?.settings).to.deep.equal({ some: 'defaults' });
    const others = all.filter(({ inject }) => inject === 'mass-cut');
    expect(others).to.have.length(all.length - silent.length);
    expect(others.some(({ makesZombies }) => makesZombies === true)).to.equal(false);
  });

  it('takes all connections of a user, in the chaos phase, and leaves the server its time', () => {
    const users = new Map(plan().load.users.map((user) => [user.id, user]));
    for (const { victims, beginMs, healMs } of handOffsOf(plan())) {
      const [first = ''] = victims;
      const user = first.slice(0, first.lastIndexOf('.'));
      expect(victims).to.have.length(users.get(user)?.connections ?? 0);
      expect(beginMs).to.be.at.least(1000);
      expect(healMs).to.be.within(beginMs + 2000, 601_000);
    }
  });

  it('names them apart from the faults of the scenario, all in the order of time', () => {
    const mixed = plan({ faults: [testStep('stall', { count: 3 })] });
    const names = mixed.faults.map(({ id }) => id);
    expect(names.filter((id) => id === 'f1')).to.have.length(1);
    const numbers = handOffsOf(mixed).map(({ id }) => Number(id.slice(1)));
    expect(numbers).to.deep.equal(numbers.map((_, index) => index + 1));
    const begins = mixed.faults.map(({ beginMs }) => beginMs);
    expect(begins).to.deep.equal(begins.toSorted((a, b) => a - b));
  });

  it('spares whom a fault of the scenario has about then, or ever if it has a lane', () => {
    const short = { ...testStep('stall', { count: 20 }), atMs: 300_000, forMs: 10_000 };
    const steps = [short, testStep('cut', { count: 20 })];
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000 }), (seed) => {
        const planned = plan({ faults: steps }, seed);
        const [cut, stall] = ['cut', 'stall'].map((name) =>
          planned.faults.find(({ inject }) => inject === name),
        );
        for (const { victims, beginMs, healMs } of handOffsOf(planned)) {
          const isHit = (fault?: PlannedFault): boolean =>
            victims.some((key) => fault?.victims.includes(key) === true);
          expect(isHit(cut)).to.equal(false);
          if (isHit(stall)) expect(healMs < 301_000 || beginMs > 311_000).to.equal(true);
        }
      }),
      { numRuns: 10 },
    );
  });

  it('has none for users of other networks, who arrive late, or whom nothing may hit', () => {
    expect(handOffsOf(plan({ load: { ...crowd, network: 'wired' } }))).to.be.empty;
    expect(handOffsOf(plan({ safety: { protect: ['power'] } }))).to.be.empty;
    const arrivals = [{ cohort: 'power' as const, users: 50, atMs: 0 }];
    expect(handOffsOf(plan({ load: { ...crowd, users: {}, arrivals } }))).to.be.empty;
  });

  it('changes nothing of the scenario’s own faults', () => {
    const steps = [testStep('stall', { count: 5 }), testStep('cut', { sharePercent: 10 })];
    const own = ({ faults: all }: Plan): readonly PlannedFault[] =>
      all.filter(({ id }) => id.startsWith('f'));
    const bare = { ...base.load, users: crowd.users };
    expect(own(plan({ faults: steps }))).to.deep.equal(own(plan({ faults: steps, load: bare })));
  });
});
