import { expect } from 'chai';
import fc from 'fast-check';
import { ChaosError } from '../contracts/errors.ts';
import type { NetworkTable } from '../contracts/network.ts';
import type { Plan } from '../contracts/plan.ts';
import type { LoadSpec, Scenario } from '../contracts/scenario.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { buildPlan } from './build-plan.ts';
import { describePlan } from './describe-plan.ts';
import { keysOfUser } from './plan-users.ts';

const slowDown = { type: 'latency', stream: 'downstream', attributes: { latency: 75 } } as const;
const networks: NetworkTable = {
  networks: [
    { name: 'wired', toxics: [] },
    { name: 'slow', toxics: [slowDown], hiddenTab: { timersEveryMs: 60_000, afterMs: 0 } },
    { name: 'moon', toxics: [slowDown, slowDown], lossPercent: 0.5 },
  ],
  mix: {
    enterprise: { wired: 100 },
    power: { wired: 30, slow: 70 },
    returning: { slow: 100 },
    signup: { wired: 50, slow: 50 },
  },
};
const faults = faultsByName(
  inertFault('stall'),
  inertFault('cut', { toxics: () => [{ type: 'timeout', stream: 'upstream', attributes: {} }] }),
);
const seeds = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const cuts = [testStep('cut', { count: 4 }), testStep('stall', { count: 3 })];

function plan(load: Partial<LoadSpec>, parts: Partial<Scenario> = {}, seed = 42): Plan {
  const scenario = testScenario({ faults: cuts, ...parts });
  const whole = { ...scenario, load: { ...scenario.load, ...load } };
  return buildPlan(whole, { faults, networks, seed });
}

describe('plan networks', () => {
  it('gives each user one, the same for the same seed', () => {
    const first = plan({ network: 'mix' });
    const of = (name: string): (string | undefined)[] =>
      first.load.users.flatMap(({ cohort, network }) => (cohort === name ? [network] : []));
    expect(new Set(of('returning'))).to.deep.equal(new Set(['slow']));
    expect(new Set(of('enterprise'))).to.deep.equal(new Set(['wired']));
    expect(plan({ network: 'mix' }).hash).to.equal(first.hash);
    expect(plan({ network: 'mix' }, {}, 43).hash).not.to.equal(first.hash);
    expect(first.load.networks).to.deep.equal(networks.networks.slice(0, 2));
  });

  it('draws as the shares say', () => {
    const users = { power: 2000 };
    const drawn = plan({ network: 'mix', users }, { faults: [] }).load.users;
    const slow = drawn.filter(({ network }) => network === 'slow').length;
    expect(slow).to.be.within(1300, 1500);
  });

  it('changes no other choice of a seed', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const bare = plan({}, {}, seed);
        const mixed = plan({ network: 'mix' }, {}, seed);
        expect(mixed.faults).to.deep.equal(bare.faults);
        const users = mixed.load.users.map(({ network, ...user }) => {
          expect(network).to.be.a('string');
          return user;
        });
        expect(users).to.deep.equal(bare.load.users);
        expect('networks' in bare.load).to.equal(false);
      }),
    );
  });

  it('gives a user the same one whoever else there is', () => {
    const few = plan({ network: 'mix', users: { power: 3 } }, { faults: [] }).load.users;
    const many = plan({ network: 'mix', users: { enterprise: 4, power: 9 } }, { faults: [] });
    const byId = new Map(many.load.users.map(({ id, network }) => [id, network]));
    for (const { id, network } of few) expect(byId.get(id)).to.equal(network);
  });

  it('leaves cohorts that are not named on the bare wire, and names one for all', () => {
    const power = plan({ network: { power: { moon: 100 } } });
    for (const { cohort, network } of power.load.users)
      expect(network).to.equal(cohort === 'power' ? 'moon' : undefined);
    for (const { network } of plan({ network: 'moon' }).load.users)
      expect(network).to.equal('moon');
  });

  it('knows nothing that is not in the table', () => {
    const build = (): Plan => plan({ network: { power: { marsh: 100 } } });
    expect(build).to.throw(ChaosError, 'no network `marsh`').with.property('help').contains('moon');
  });

  it('routes by networks, and parts the lane of a fault by those of its victims', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        const { lanes, load, faults: planned } = plan({ network: 'mix' }, {}, seed);
        const keys = load.users.flatMap(keysOfUser);
        const routed = lanes.flatMap(({ connections }) => connections);
        expect(routed.toSorted()).to.deep.equal(keys.toSorted());
        const networkOf = new Map(
          load.users.flatMap((user) => keysOfUser(user).map((key) => [key, user.network])),
        );
        for (const { network, connections } of lanes)
          for (const key of connections) expect(networkOf.get(key)).to.equal(network);
        for (const { name } of load.networks ?? [])
          expect(lanes.filter((lane) => lane.name === name)).to.have.length(1);
        const cut = planned.find(({ inject }) => inject === 'cut');
        const parts = lanes.filter(({ partOf }) => partOf === cut?.lane);
        expect(parts.flatMap(({ connections }) => connections)).to.have.members(
          cut?.victims.slice() ?? [],
        );
      }),
    );
  });

  it('are told before anything runs', () => {
    const text = describePlan(plan({ network: { returning: { slow: 100 } } }));
    expect(text).to.match(/^networks {7}5 slow, 9 none$/m);
    expect(text).not.to.contain('packets');
    expect(describePlan(plan({}))).not.to.contain('networks');
  });

  it('say what of them is left out', () => {
    const text = describePlan(plan({ network: 'moon' }));
    expect(text).to.match(
      /^networks {7}14 moon\n {15}packets lost are not applied \(moon 0.5%\)$/m,
    );
  });
});
