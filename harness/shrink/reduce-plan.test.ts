import { expect } from 'chai';
import type { Plan } from '../contracts/plan.ts';
import { testFault, testPlan } from '../testing/history-builder.ts';
import { bystandersOf, withFaults, withUsers, withVictims, type Seal } from './reduce-plan.ts';

const seal: Seal = (unsealed) => ({ ...unsealed, hash: 'sealed' });
const user = (id: string, cohort: 'power' | 'signup'): Plan['load']['users'][number] => ({
  id,
  cohort,
  connections: 1,
  startAfterMs: 0,
  arrival: false,
  seed: 1,
});
const plan: Plan = {
  ...testPlan,
  load: {
    ...testPlan.load,
    users: [user('power-1', 'power'), user('power-2', 'power'), user('signup-1', 'signup')],
  },
  faults: [{ ...testFault('f1', ['power-1.1']), lane: 'f1' }, testFault('f2', ['power-2.1'])],
  lanes: [
    { name: 'default', connections: [] },
    { name: 'power', connections: ['power-2.1'] },
    { name: 'signup', connections: ['signup-1.1'] },
    { name: 'f1', connections: ['power-1.1'] },
  ],
};
const lanesOf = ({ lanes }: Plan): string[] =>
  lanes.map(({ name, connections }) => `${name}: ${connections.join(' ')}`);

describe('reduce plan', () => {
  it('sends the victims of a fault that is gone through the lane of their cohort', () => {
    const smaller = withFaults(plan, plan.faults.slice(1), seal);
    expect(lanesOf(smaller)).to.deep.equal([
      'default: ',
      'power: power-2.1 power-1.1',
      'signup: signup-1.1',
    ]);
    expect(smaller.hash).to.equal('sealed');
  });

  it('leaves out a fault that hits nobody', () => {
    const smaller = withVictims(plan, { fault: 'f2', victims: [] }, seal);
    expect(smaller.faults.map(({ id }) => id)).to.deep.equal(['f1']);
  });

  it('keeps the victims together who live in one process', () => {
    const victims = ['power-1.1', 'power-1.2', 'power-2.1'];
    const together = { ...plan, faults: [{ ...testFault('f1', victims), process: 'f1' }] };
    const smaller = withVictims(together, { fault: 'f1', victims: ['power-1.2'] }, seal);
    expect(smaller.faults[0]?.victims).to.deep.equal(['power-1.1', 'power-1.2']);
  });

  it('leaves out users with their connections and their cohort’s lane', () => {
    const smaller = withUsers(plan, plan.load.users.slice(0, 2), seal);
    expect(lanesOf(smaller)).to.deep.equal(['default: ', 'power: power-2.1', 'f1: power-1.1']);
  });

  describe('of users who come by networks', () => {
    const onNetworks: Plan = {
      ...plan,
      tap: { processes: 2 },
      load: {
        ...plan.load,
        users: plan.load.users.map((one) =>
          one.id === 'signup-1' ? one : { ...one, network: one.id === 'power-1' ? 'slow' : 'wifi' },
        ),
      },
      lanes: [
        { name: 'default', connections: [] },
        { name: 'signup', connections: ['signup-1.1'] },
        { name: 'slow', connections: [], network: 'slow' },
        { name: 'wifi', connections: ['power-2.1'], network: 'wifi' },
        { name: 'f1-slow', connections: ['power-1.1'], network: 'slow', partOf: 'f1' },
      ],
    };

    it('keeps the lanes by which victims come back, and what is on them', () => {
      const smaller = withUsers(onNetworks, onNetworks.load.users.slice(0, 1), seal);
      expect(lanesOf(smaller)).to.deep.equal(['default: ', 'slow: ', 'f1-slow: power-1.1']);
      expect(smaller.lanes.slice(1).map(({ network }) => network)).to.deep.equal(['slow', 'slow']);
    });

    it('sends the victims of a fault that is gone by their network', () => {
      const smaller = withFaults(onNetworks, onNetworks.faults.slice(1), seal);
      expect(lanesOf(smaller)).to.deep.equal([
        'default: ',
        'signup: signup-1.1',
        'slow: power-1.1',
        'wifi: power-2.1',
      ]);
    });

    it('keeps everything else of the plan', () => {
      const { lanes, hash, ...rest } = withUsers(onNetworks, onNetworks.load.users, seal);
      const { lanes: lanesBefore, hash: hashBefore, ...before } = onNetworks;
      expect(rest).to.deep.equal(before);
      expect([lanes, hash]).to.deep.equal([lanesBefore, 'sealed']);
      expect(hashBefore).not.to.equal(hash);
    });
  });

  it('knows whom no fault needs', () => {
    expect(bystandersOf(plan).map(({ id }) => id)).to.deep.equal(['signup-1']);
  });

  it('falls back to the default lane where a cohort has none', () => {
    const lanes = plan.lanes.filter(({ name }) => name !== 'power');
    const routed = [...lanes, { name: 'f2', connections: ['power-2.1'] }];
    const smaller = withFaults({ ...plan, lanes: routed }, plan.faults.slice(0, 1), seal);
    expect(lanesOf(smaller)[0]).to.equal('default: power-2.1');
  });
});
