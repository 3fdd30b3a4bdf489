import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { loadScenario } from '../scenario/load-scenario.ts';
import { buildPlan } from '../plan/build-plan.ts';
import { faultsByName, inertFault, knowingOnly } from '../testing/inert-fault.ts';
import { builtInScenarios } from './index.ts';

const faults = faultsByName(
  inertFault('half-open-socket', { toxics: () => [], parseSettings: knowingOnly() }),
  inertFault('silent-event-loss', { makesZombies: false, parseSettings: knowingOnly('every') }),
  inertFault('stalled-emitter', { parseSettings: knowingOnly('mode') }),
);
const checks = [
  'counts-agree',
  'events-delivered',
  'fault-was-observed',
  'live-connections-kept',
  'load-was-honest',
  'parts-stayed-up',
  'priority-admitted',
  'zombies-reclaimed',
];
const policies = ['conservative', 'graduated'];
const load = (name: string): ReturnType<typeof loadScenario> =>
  loadScenario(name, { overrides: [], faults, checks, policies, allowHosts: [] });

describe('built-in scenarios', () => {
  it('lists every file, sorted', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.yaml'));
    expect([...builtInScenarios.keys()]).to.deep.equal(
      files.map((file) => file.replace('.yaml', '')).toSorted(),
    );
  });

  for (const name of builtInScenarios.keys()) {
    it(`${name} is valid, can be judged in time, and says what each policy fails`, async () => {
      const { scenario, warnings } = await load(name);
      expect(scenario.name).to.equal(name);
      expect(warnings).to.deep.equal([]);
      expect(Object.keys(scenario.expect).toSorted()).to.deep.equal(policies);
      expect(scenario.expect['graduated']).to.deep.equal([]);
      expect(scenario.expect['conservative']).to.have.length.above(0);
      const plan = buildPlan(scenario, { faults });
      expect(plan.phases.at(-1)?.endMs).to.be.at.most(7000);
    });
  }

  it('fills the incident’s limit of 20 exactly, with 5 zombies and 15 healthy', async () => {
    const { scenario } = await load('conservative-cleanup-misses-zombies');
    const plan = buildPlan(scenario, { faults });
    const settled = plan.load.users.filter((user) => !user.arrival);
    expect(settled.reduce((sum, user) => sum + user.connections, 0)).to.equal(20);
    expect(plan.faults.flatMap(({ victims }) => victims)).to.have.lengthOf(5);
    expect(plan.target.settings['manager-limit']).to.equal('20');
  });
});
