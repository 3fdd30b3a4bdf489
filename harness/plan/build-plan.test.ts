import { expect } from 'chai';
import fc from 'fast-check';
import type { PlannedFault } from '../contracts/plan.ts';
import type { FaultStep, LoadSpec, Scenario } from '../contracts/scenario.ts';
import { faultsByName, inertFault } from '../testing/inert-fault.ts';
import { testScenario, testStep } from '../testing/test-scenario.ts';
import { buildPlan, sealPlan } from './build-plan.ts';
import { hashOf } from './canonical-json.ts';

const faults = faultsByName(
  inertFault('stall'),
  inertFault('cut', { toxics: () => [{ type: 'timeout', stream: 'upstream', attributes: {} }] }),
  inertFault('lose', { makesZombies: false }),
);
const seeds = fc.nat({ max: Number.MAX_SAFE_INTEGER });
const plan = (scenario: Scenario, seed?: number): ReturnType<typeof buildPlan> =>
  buildPlan(scenario, { faults, ...(seed === undefined ? {} : { seed }) });

const step = fc.record({
  inject: fc.constantFrom('stall', 'cut', 'lose'),
  atMs: fc.nat({ max: 3000 }),
  on: fc.oneof(
    fc.record({
      cohort: fc.constantFrom('power' as const, 'signup' as const),
      count: fc.constant(1),
    }),
    // one connection each: four shares must leave somebody of every cohort to choose from
    fc.record({ sharePercent: fc.integer({ min: 1, max: 11 }) }),
  ),
  settings: fc.constant({}),
});
const scenarios = fc.array(step, { maxLength: 4 }).map((steps) => testScenario({ faults: steps }));

describe('build plan', () => {
  it('expects one connection of each user of a script, unless the scenario says more', () => {
    const connectionsOf = (load: Partial<LoadSpec>): number[] => {
      const scenario = testScenario({ faults: [] });
      const users = { power: 1, signup: 1 };
      const planned = plan({ ...scenario, load: { ...scenario.load, users, ...load } });
      return planned.load.users.filter(({ arrival }) => !arrival).map((user) => user.connections);
    };
    expect(connectionsOf({})).to.deep.equal([2, 1]);
    expect(connectionsOf({ script: './chat.ts' })).to.deep.equal([1, 1]);
    expect(connectionsOf({ script: './chat.ts', connections: { power: 3 } })).to.deep.equal([3, 1]);
  });

  it('gives the same bytes for the same scenario and seed', () => {
    fc.assert(
      fc.property(scenarios, seeds, (scenario, seed) => {
        const bytes = JSON.stringify(plan(scenario, seed));
        expect(JSON.stringify(plan(structuredClone(scenario), seed))).to.equal(bytes);
      }),
    );
  });

  it('says of which faults a Close of the server shows nothing', () => {
    const ignoring = faultsByName(inertFault('stall'), inertFault('mute', { ignoresClose: true }));
    const steps = ['stall', 'mute'].map((inject) => testStep(inject, { count: 1 }));
    const planned = buildPlan(testScenario({ faults: steps }), { faults: ignoring });
    expect(planned.faults.map(({ ignoresClose }) => ignoresClose)).to.deep.equal([undefined, true]);
  });

  it('is sealed by a hash of everything else', () => {
    const { hash, ...rest } = plan(testScenario());
    expect(hash).to.equal(hashOf(rest));
    expect(sealPlan({ ...rest, seed: 43 }).hash).not.to.equal(hash);
  });

  it('chooses other victims for another seed', () => {
    const scenario = testScenario({ faults: [testStep('stall', { count: 5 })] });
    const choices = new Set(
      [1, 2, 3, 4, 5].map((seed) => String(plan(scenario, seed).faults[0]?.victims)),
    );
    expect(choices.size).to.be.above(1);
  });

  it('routes every connection through exactly one lane, a cut one through its fault’s own', () => {
    fc.assert(
      fc.property(scenarios, seeds, (scenario, seed) => {
        const { lanes, load, faults: planned } = plan(scenario, seed);
        const routed = lanes.flatMap(({ connections }) => connections);
        const keys = load.users.flatMap(({ id, connections }) =>
          Array.from({ length: connections }, (_, slot) => `${id}.${slot + 1}`),
        );
        expect(routed.toSorted()).to.deep.equal(keys.toSorted());
        for (const fault of planned) {
          const lane = lanes.find(({ name }) => name === fault.lane);
          if (fault.inject === 'cut') expect(lane?.connections).to.deep.equal(fault.victims);
          else expect(fault.lane).to.equal(undefined);
        }
      }),
    );
  });

  it('lets victims come back to the lane of a fault that hits them again, and of no other', () => {
    const toxics = (): [] => [];
    const both = faultsByName(
      inertFault('again', { toxics, hitsReturning: true }),
      inertFault('once', { toxics }),
    );
    const steps = ['again', 'once'].map((name) => testStep(name, { cohort: 'power', count: 1 }));
    const { lanes } = buildPlan(testScenario({ faults: steps }), { faults: both });
    const returning = lanes.filter((lane) => lane.returning === true).map(({ name }) => name);
    expect(returning).to.deep.equal(['f1']);
  });

  it('hits no connection with two faults of which one makes zombies', () => {
    fc.assert(
      fc.property(scenarios, seeds, (scenario, seed) => {
        const planned = plan(scenario, seed).faults;
        const zombies = planned.filter(({ makesZombies }) => makesZombies);
        const hit = zombies.flatMap(({ victims }) => victims);
        expect(new Set(hit).size).to.equal(hit.length);
        for (const { victims } of planned.filter(({ makesZombies }) => makesZombies !== true)) {
          expect(victims.filter((key) => hit.includes(key))).to.deep.equal([]);
        }
      }),
    );
  });

  it('lets nobody die so late that he could not be judged, and treats who may die like a zombie', () => {
    const firstDeathMs = ({ how }: Readonly<Record<string, unknown>>): number | undefined =>
      how === 'silence' ? 500 : undefined;
    const idle = inertFault('idle', { makesZombies: false, firstDeathMs });
    const silent = { ...testStep('idle', { count: 8 }), forMs: 3500, settings: { how: 'silence' } };
    const loud = { ...testStep('idle', { count: 8 }), settings: { how: 'rst' } };
    const planned = (...steps: readonly FaultStep[]): readonly PlannedFault[] =>
      buildPlan(testScenario({ faults: steps }), { faults: faultsByName(idle) }).faults;
    const [first, second] = planned(silent, loud);
    const [brief] = planned({ ...silent, forMs: 1000 });
    expect(brief).to.include({ beginMs: 1000, killsUntilMs: 1000 });
    // from 1 s to 4.5 s; reclaim within 2 s, and 500 ms for the proof
    expect(first).to.include({ killsUntilMs: 2000, makesZombies: false });
    expect(second).not.to.have.property('killsUntilMs');
    expect(first?.victims.filter((key) => second?.victims.includes(key))).to.deep.equal([]);
  });

  it('never hits a user who arrives later', () => {
    const base = testScenario();
    const arrivals = [{ cohort: 'enterprise' as const, users: 3, atMs: 500 }];
    const faultSteps = [testStep('stall', { cohort: 'enterprise', count: 2 })];
    const scenario = { ...base, load: { ...base.load, arrivals }, faults: faultSteps };
    expect(plan(scenario).faults[0]?.victims).to.deep.equal(['enterprise-1.1', 'enterprise-2.1']);
    const late = plan(scenario).load.users.filter((user) => user.arrival);
    expect(late.map(({ id, startAfterMs }) => `${id}@${startAfterMs}`)).to.deep.equal([
      'enterprise-3@1500',
      'enterprise-4@1500',
      'enterprise-5@1500',
    ]);
  });

  it('brings everybody on within 60 % of baseline', () => {
    fc.assert(
      fc.property(seeds, (seed) => {
        for (const { startAfterMs } of plan(testScenario(), seed).load.users) {
          expect(startAfterMs).to.be.within(0, 600);
        }
      }),
    );
  });

  it('heals at the end of chaos unless told how long', () => {
    const steps = [
      { ...testStep('stall', { count: 1 }), atMs: 500 },
      { ...testStep('stall', { count: 1 }), atMs: 500, forMs: 2500 },
    ];
    const times = plan(testScenario({ faults: steps })).faults.map(({ beginMs, healMs }) => [
      beginMs,
      healMs,
    ]);
    expect(times).to.deep.equal([
      [1500, 5000],
      [1500, 4000],
    ]);
  });

  it('takes a share of a cohort, rounded down, at least one', () => {
    const victims = (
      cohort: 'returning' | 'enterprise',
      sharePercent: number,
    ): number | undefined =>
      plan(testScenario({ faults: [testStep('stall', { cohort, sharePercent })] })).faults[0]
        ?.victims.length;
    expect(victims('returning', 50)).to.equal(2);
    expect(victims('enterprise', 1)).to.equal(1);
  });
});

describe('build plan, when victims are short', () => {
  const message = (...steps: Scenario['faults']): string => {
    try {
      plan(testScenario({ faults: steps }));
      return 'no error';
    } catch (error) {
      expect(error).to.have.property('code', 'CHAOS_ERR_FAULT_VICTIMS');
      return (error as Error).message;
    }
  };

  it('says how many there are', () => {
    expect(message(testStep('stall', { cohort: 'enterprise', count: 3 }))).to.include(
      'f1 (stall) cannot choose its victims: 3 wanted, but there are 2 connections of cohort enterprise',
    );
  });

  it('says that other faults hold them', () => {
    const two = message(
      testStep('stall', { cohort: 'signup', count: 3 }),
      testStep('cut', { cohort: 'signup', count: 2 }),
    );
    expect(two).to.include('2 of them already hit by other faults');
  });

  it('names a connection that does not exist or is taken', () => {
    expect(message(testStep('stall', { connections: ['power-9.1'] }))).to.include(
      'power-9.1 is not',
    );
    const twice = testStep('stall', { connections: ['power-1.1'] });
    expect(message(twice, twice)).to.include('power-1.1 is already hit');
  });

  it('lets a fault that makes no zombies name what is on the lane of such a one, before or behind it', () => {
    const toxics = (): [] => [];
    const both = faultsByName(
      inertFault('stall'),
      inertFault('lose', { makesZombies: false }),
      inertFault('slow', { makesZombies: false, toxics }),
    );
    const build = (...injects: readonly string[]): readonly (readonly string[])[] => {
      const steps = injects.map((inject) => testStep(inject, { connections: ['power-1.1'] }));
      const planned = buildPlan(testScenario({ faults: steps }), { faults: both });
      return planned.faults.map(({ victims }) => victims);
    };
    expect(build('slow', 'lose')).to.deep.equal([['power-1.1'], ['power-1.1']]);
    expect(build('lose', 'slow', 'lose')).to.deep.equal(Array(3).fill(['power-1.1']));
    for (const other of ['slow', 'stall'])
      expect(() => build('slow', other)).to.throw('power-1.1 is already hit');
  });

  it('draws nobody for it who is on a lane', () => {
    const both = faultsByName(
      inertFault('lose', { makesZombies: false }),
      inertFault('slow', { makesZombies: false, toxics: () => [] }),
    );
    const steps = ['slow', 'lose'].map((inject) =>
      testStep(inject, { cohort: 'signup', count: 3 }),
    );
    const built = (): unknown => buildPlan(testScenario({ faults: steps }), { faults: both });
    expect(built).to.throw('already hit by other faults');
  });

  it('names a fault that does not exist', () => {
    expect(() => plan(testScenario({ faults: [testStep('stal', { count: 1 })] }))).to.throw(
      'there is no fault `stal`',
    );
  });
});
