import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Cohort } from '../contracts/scenario.ts';
import { loadScenario } from '../scenario/load-scenario.ts';
import { faultsByName, inertFault, knowingOnly } from '../testing/inert-fault.ts';
import { builtInScenarios } from './index.ts';

const faults = faultsByName(
  ...['half-close', 'one-way-cut', 'partition'].map((name) =>
    inertFault(name, { parseSettings: knowingOnly() }),
  ),
  inertFault('target-stall', {
    makesZombies: false,
    parseSettings: knowingOnly('stall', 'rest'),
  }),
  inertFault('clock-step', { makesZombies: false, parseSettings: knowingOnly('by') }),
  inertFault('target-stop', { makesZombies: false, parseSettings: knowingOnly() }),
  inertFault('mass-cut', { makesZombies: false, parseSettings: knowingOnly() }),
  inertFault('hand-off', { parseSettings: knowingOnly() }),
  inertFault('half-open-socket', { toxics: () => [], parseSettings: knowingOnly() }),
  inertFault('trickle-reader', {
    makesZombies: false,
    parseSettings: knowingOnly('bytesPerSecond', 'provoke'),
  }),
  inertFault('silent-event-loss', { makesZombies: false, parseSettings: knowingOnly('every') }),
  inertFault('stalled-emitter', { parseSettings: knowingOnly('mode') }),
);
const checks = [
  'bystanders-undisturbed',
  'service-recovered',
  'closed-once',
  'counts-agree',
  'events-delivered',
  'events-in-place',
  'fault-was-observed',
  'live-connections-kept',
  'load-was-honest',
  'orphan-work-ends',
  'parts-stayed-up',
  'priority-admitted',
  'refusals-say-when',
  'resources-return',
  'shutdown-was-graceful',
  'users-readmitted',
  'zombies-reclaimed',
];
const policies = ['conservative', 'graduated'];
const load = (name: string): ReturnType<typeof loadScenario> =>
  loadScenario(name, { overrides: [], faults, checks, policies, allowHosts: [] });

/** Runs for so long that only those who ask for it run it. */
const long = 'soak';
/** The least in which a leak can be told: for the planted one, and not for make chaos. */
const leakHunt = 'reconnects-for-a-minute';
/** Nobody is dead in it: for two planted defects, with nothing to expect of the incident's policy. */
const harmless = 'stalls-and-clock-steps';
/** More users than any policy can let in: for a planted defect. */
const crowded = 'more-users-than-room';
/** Over in a moment, whatever the policy. */
const storm = 'reconnect-storm';
/** A property that the incident's policy has, too: what fails it is a planted defect. */
const held = ['slow-readers-beside-others', storm];
/** Ends the server, whatever the policy. */
const deployment = 'stop-under-load';
const asserted = [...builtInScenarios.keys()].filter(
  (name) => ![long, leakHunt, harmless, crowded, deployment].includes(name),
);

describe('built-in scenarios', () => {
  it('lists every file, sorted', () => {
    const files = readdirSync(import.meta.dirname).filter((file) => file.endsWith('.yaml'));
    expect([...builtInScenarios.keys()]).to.deep.equal(
      files.map((file) => file.replace('.yaml', '')).toSorted(),
    );
  });

  for (const name of asserted) {
    it(`${name} is valid, can be judged in time, and says what each policy fails`, async () => {
      const { scenario, warnings } = await load(name);
      expect(scenario.name).to.equal(name);
      expect(warnings).to.deep.equal([]);
      expect(Object.keys(scenario.expect).toSorted()).to.deep.equal(policies);
      expect(scenario.expect['graduated']).to.deep.equal([]);
      if (held.includes(name)) expect(scenario.expect['conservative']).to.deep.equal([]);
      else expect(scenario.expect['conservative']).to.have.length.above(0);
      const { baselineMs, chaosMs, recoveryMs } = scenario.phases;
      expect(baselineMs + chaosMs + recoveryMs).to.be.at.most(7000);
    });
  }

  it('fills the incident’s limit of 20 exactly, with 5 zombies and 15 healthy', async () => {
    const { scenario } = await load('conservative-cleanup-misses-zombies');
    const { users, connections } = scenario.load;
    const settled = Object.entries(users).reduce(
      (sum, [cohort, count]) => sum + count * (connections[cohort as Cohort] ?? 1),
      0,
    );
    expect(settled).to.equal(20);
    expect(scenario.target.settings['manager-limit']).to.equal('20');
    expect(scenario.faults.reduce((sum, { on }) => sum + (on.count ?? 0), 0)).to.equal(5);
  });

  it(`${leakHunt} is valid, long enough to tell a leak, and expects nothing of make chaos`, async () => {
    const { scenario, warnings } = await load(leakHunt);
    expect(warnings).to.deep.equal([]);
    expect(scenario.expect).to.deep.equal({});
    expect(scenario.phases.chaosMs).to.be.within(60_000, 70_000);
    expect(scenario.faults.every(({ forMs }) => forMs !== undefined)).to.equal(true);
  });

  it(`${harmless} is valid, and stalls for longer than two heartbeats`, async () => {
    const { scenario, warnings } = await load(harmless);
    expect(warnings).to.deep.equal([]);
    expect(scenario.expect).to.deep.equal({});
    expect(scenario.target.settings['heartbeat']).to.equal('300ms');
    expect(scenario.faults.map(({ inject }) => inject)).to.deep.equal([
      'target-stall',
      'clock-step',
    ]);
  });

  it(`${crowded} is valid, and sends more users than it has zombies, to be told when to return`, async () => {
    const { scenario, warnings } = await load(crowded);
    expect(warnings).to.deep.equal([]);
    expect(scenario.expect).to.deep.equal({});
    expect(scenario.serviceLevel.retryWithinMs).to.equal(2000);
    const coming = scenario.load.arrivals.reduce((sum, { users }) => sum + users, 0);
    expect(scenario.faults.map(({ on }) => on)).to.deep.equal([{ cohort: 'power', count: 3 }]);
    expect(coming).to.be.above(3);
  });

  it(`${storm} has its users come back without a pause, and is judged by whether they are served again`, async () => {
    const { scenario } = await load(storm);
    expect(scenario.load.env).to.deep.equal({ CHAOS_RECONNECT: 'naive' });
    expect(scenario.serviceLevel.recoveredWithinMs).to.equal(1500);
  });

  it(`${deployment} is valid, and gives the server its service level to stop in`, async () => {
    const { scenario, warnings } = await load(deployment);
    expect(warnings).to.deep.equal([]);
    expect(scenario.expect).to.deep.equal({});
    const [stop] = scenario.faults;
    expect(stop?.inject).to.equal('target-stop');
    const grantedMs = scenario.phases.chaosMs - (stop?.atMs ?? 0);
    expect(grantedMs).to.be.above(scenario.serviceLevel.reclaimWithinMs);
  });

  it('soak is valid, expects nothing of make chaos, spares enterprise users and heals all it repeats', async () => {
    const { scenario, warnings } = await load(long);
    expect(warnings).to.deep.equal([]);
    expect(scenario.expect).to.deep.equal({});
    expect(scenario.safety).to.deep.equal({ protect: ['enterprise'], maxVictimsPercent: 30 });
    expect(scenario.faults.every(({ forMs }) => forMs !== undefined)).to.equal(true);
  });
});
