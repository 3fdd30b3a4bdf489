import { expect } from 'chai';
import fc from 'fast-check';
import { parseScenario } from '../options/parse-scenario.ts';
import type { ScenarioConfig } from '../options/scenario-config.ts';
import { simulate, type Simulated } from '../testing/simulated-host.ts';
import { expectedOf } from './executor-model.ts';

const scenario = (raw: object): ScenarioConfig => parseScenario('s', raw);
const run = (raw: object, iterationMs: number): Promise<Simulated> =>
  simulate(scenario(raw), iterationMs);

/** Times that never meet a whole millisecond, so that no two events coincide. */
const iterationMs = fc.integer({ min: 3, max: 900 }).map((ms) => ms + 0.3719);
const ms = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map((each) => `${each}ms`);
const stages = (most: number): fc.Arbitrary<{ duration: string; target: number }[]> =>
  fc
    .array(
      fc.record({
        duration: fc.oneof(ms(1, 1500), fc.constant('0s')),
        target: fc.integer({ min: 0, max: most }),
      }),
      { minLength: 1, maxLength: 4 },
    )
    .filter((all) => all.some(({ duration }) => duration !== '0s'));
const iterationsOf = (executor: string): fc.Arbitrary<object> =>
  fc
    .record({ vus: fc.integer({ min: 1, max: 6 }), more: fc.integer({ min: 0, max: 20 }) })
    .chain(({ vus, more }) =>
      fc.record({
        executor: fc.constant(executor),
        vus: fc.constant(vus),
        iterations: fc.constant(vus + more),
        maxDuration: ms(1, 3000),
        gracefulStop: ms(0, 800),
      }),
    );
const arrival = {
  preAllocatedVUs: fc.integer({ min: 0, max: 3 }),
  maxVUs: fc.integer({ min: 3, max: 8 }),
  timeUnit: fc.constantFrom('1s', '500ms'),
  gracefulStop: ms(0, 800),
};
const options = fc.oneof(
  iterationsOf('per-vu-iterations'),
  iterationsOf('shared-iterations'),
  fc.record({
    executor: fc.constant('constant-vus'),
    vus: fc.integer({ min: 1, max: 6 }),
    duration: ms(1, 3000),
    gracefulStop: ms(0, 800),
  }),
  fc.record({
    executor: fc.constant('ramping-vus'),
    startVUs: fc.integer({ min: 1, max: 5 }),
    stages: stages(6),
    gracefulRampDown: ms(0, 600),
    gracefulStop: ms(0, 800),
  }),
  fc.record({
    executor: fc.constant('constant-arrival-rate'),
    rate: fc.integer({ min: 1, max: 40 }),
    duration: ms(1, 3000),
    ...arrival,
  }),
  fc.record({
    executor: fc.constant('ramping-arrival-rate'),
    startRate: fc.integer({ min: 0, max: 30 }),
    stages: stages(40),
    ...arrival,
  }),
);

describe('executors', () => {
  it('start, drop, complete and interrupt as the model says, for any options', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(options, iterationMs, async (raw, each) => {
        const config = scenario(raw);
        const { startsMs, completed, interrupted, dropped } = await simulate(config, each);
        expect({ starts: startsMs.length, completed, interrupted, dropped }).to.deep.equal(
          expectedOf(config, each),
        );
      }),
      { numRuns: 300, seed: 20260914 },
    );
  });

  it('spaces a constant rate evenly from the start', async () => {
    const { startsMs, dropped } = await run(
      { executor: 'constant-arrival-rate', rate: 10, duration: '2s', preAllocatedVUs: 5 },
      1.3,
    );
    expect(startsMs).to.deep.equal(Array.from({ length: 20 }, (_, i) => i * 100));
    expect(dropped).to.equal(0);
  });

  it('drops what no user is free for', async () => {
    const { startsMs, dropped } = await run(
      {
        executor: 'constant-arrival-rate',
        rate: 10,
        duration: '2s',
        preAllocatedVUs: 1,
        maxVUs: 1,
      },
      1000.5,
    );
    expect([startsMs.length, dropped]).to.deep.equal([2, 18]);
  });

  it('adds up a ramping rate over its stages', async () => {
    const ramp = [
      { target: 10, duration: '2s' },
      { target: 20, duration: '0' },
      { target: 20, duration: '1s' },
    ];
    const { startsMs } = await run(
      { executor: 'ramping-arrival-rate', stages: ramp, preAllocatedVUs: 20 },
      1.3,
    );
    expect(startsMs.length).to.equal(30);
    expect(startsMs.filter((at) => at < 2000).length).to.equal(10);
  });

  it('adds ramping users one by one and jumps at a stage of length 0', async () => {
    const ramp = [
      { target: 4, duration: '2s' },
      { target: 1, duration: '0' },
      { target: 1, duration: '1s' },
    ];
    const raw = { executor: 'ramping-vus', startVUs: 0, stages: ramp, gracefulRampDown: '0s' };
    const { startsMs, interrupted, endMs } = await run(raw, 10_000);
    expect(startsMs).to.deep.equal([500, 1000, 1500, 2000]);
    expect(interrupted).to.equal(3);
    expect(endMs).to.equal(10_500);
  });

  it('cuts what is still running after the graceful stop', async () => {
    const raw = { executor: 'constant-vus', vus: 2, duration: '1s', gracefulStop: '500ms' };
    const { interrupted, endMs } = await run(raw, 60_000);
    expect([interrupted, endMs]).to.deep.equal([2, 1500]);
  });

  it('leaves no user behind: as many as the scenario allows, at most', async () => {
    const { mostUsers } = await run(
      {
        executor: 'constant-arrival-rate',
        rate: 100,
        duration: '1s',
        preAllocatedVUs: 1,
        maxVUs: 7,
      },
      400.5,
    );
    expect(mostUsers).to.equal(7);
  });
});
