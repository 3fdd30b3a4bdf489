import { expect } from 'chai';
import { consolidate } from '../options/test-options.ts';
import { parseSegment } from '../options/execution-segment.ts';
import { OptionsError } from '../options/options-error.ts';
import { runScript } from '../testing/run-script.ts';

/** The scenario `default` after merging layers from weakest to strongest. */
const shortcut = (...layers: object[]): unknown =>
  (consolidate(layers as Record<string, unknown>[]).raw['scenarios'] as Record<string, unknown>)[
    'default'
  ];

const errorOf = (...layers: object[]): string => {
  try {
    consolidate(layers as Record<string, unknown>[]);
  } catch (error) {
    if (error instanceof OptionsError) return error.message;
    throw error;
  }
  return 'accepted';
};

/** Vectors 15–28 of the k6 reference; exact times are in the executors' own tests. */
describe('k6 options and executors', () => {
  it('run one iteration of one user where nothing is said (15)', async () => {
    const { values, test } = await runScript('export default () => {};');
    expect(values('iterations')['count']).to.equal(1);
    expect(test.pool.size).to.equal(1);
  });

  for (const executor of ['shared-iterations', 'per-vu-iterations'])
    it(`tell how far the part of this instance is: ${executor}`, async () => {
      const { lines } = await runScript(
        `import exec from 'k6/execution';
         export const options = { scenarios: { s: { executor: '${executor}', vus: 2, iterations: 4 } } };
         export default () => console.log(exec.scenario.progress);`,
        { share: parseSegment('0:1/2', '0,1/2,1') },
      );
      const steps = executor === 'shared-iterations' ? [0.5, 1] : [0.25, 0.5, 0.75, 1];
      expect(lines).to.deep.equal(steps.map(String));
    });

  it('share iterations among users (16)', async () => {
    const { lines } = await runScript(`export const options = { vus: 3, iterations: 10 };
      export default async () => { console.log(__VU); await new Promise((r) => setTimeout(r, 20)); };`);
    expect(lines).to.have.length(10);
    expect(new Set(lines)).to.deep.equal(new Set(['1', '2', '3']));
  });

  it('give each user its iterations, numbered once in the test (17)', async () => {
    const { lines } = await runScript(`import exec from 'k6/execution';
      export const options = { scenarios: { s: { executor: 'per-vu-iterations', vus: 3, iterations: 4 } } };
      export default () => console.log(exec.vu.idInTest, exec.scenario.iterationInTest);`);
    const rows = lines.map((line) => line.split(' ').map(Number));
    for (const id of [1, 2, 3]) expect(rows.filter(([vu]) => vu === id)).to.have.length(4);
    expect(rows.map(([, iteration]) => iteration).sort((a = 0, b = 0) => a - b)).to.deep.equal(
      Array.from({ length: 12 }, (_, i) => i),
    );
  });

  it('count what maxDuration leaves undone as dropped (18)', async () => {
    const { values, test } = await runScript(`export const options = { scenarios: { s: {
        executor: 'per-vu-iterations', vus: 1, iterations: 10, maxDuration: '200ms', gracefulStop: '0s' } } };
      export default () => new Promise((r) => setTimeout(r, 60));`);
    const { completed, interrupted } = test.context.counts;
    const dropped = values('dropped_iterations')['count'] ?? 0;
    expect(dropped + completed + interrupted).to.equal(10);
    expect(dropped).to.be.at.least(6);
  });

  it('start a scenario at its startTime (24)', async () => {
    const { lines } = await runScript(`import exec from 'k6/execution';
      const scenario = (exec) => ({ executor: 'per-vu-iterations', exec });
      export const options = { scenarios: { a: scenario('a'), b: { ...scenario('b'), startTime: '150ms' } } };
      export function a() { console.log('a', exec.instance.currentTestRunDuration); }
      export function b() { console.log('b', exec.instance.currentTestRunDuration); }`);
    expect(lines.map((line) => line[0])).to.deep.equal(['a', 'b']);
    expect(Number(lines[1]?.slice(2))).to.be.at.least(149);
  });

  it('take the strongest layer that says anything about execution (25)', () => {
    const script = { vus: 1, iterations: 7 };
    expect(shortcut(script, { vus: 2 }, { vus: 3, iterations: 3 })).to.deep.equal({
      executor: 'shared-iterations',
      vus: 3,
      iterations: 3,
    });
    expect(shortcut({ vus: 1 }, { vus: 2, iterations: 2 }, {})).to.include({
      vus: 2,
      iterations: 2,
    });
    const scenarios = { scenarios: { x: { executor: 'constant-vus', duration: '1s' } } };
    expect(shortcut(scenarios, { duration: '2s' })).to.deep.equal({
      executor: 'constant-vus',
      vus: 1,
      duration: '2s',
    });
    expect(shortcut(scenarios, { vus: 4 })).to.include({
      executor: 'shared-iterations',
      iterations: 4,
    });
    expect(shortcut({ stages: [{ duration: '1s', target: 2 }], vus: 3 })).to.include({
      executor: 'ramping-vus',
      startVUs: 3,
    });
    expect(shortcut({ iterations: 5, duration: '9s' })).to.include({ maxDuration: '9s' });
  });

  it('show the consolidated options to the script (25)', async () => {
    const { lines } = await runScript(
      `import exec from 'k6/execution'; export const options = { vus: 1 };
       export default () => console.log(exec.test.options.scenarios.default.vus, exec.test.options.hosts);`,
      { options: { vus: 3, iterations: 3 } },
    );
    expect(lines).to.deep.equal(['3 null', '3 null', '3 null']);
  });

  it('do not take options from the script environment (26)', async () => {
    const { lines } = await runScript(`export default () => console.log(__ENV.K6_VUS, __VU);`, {
      env: { K6_VUS: '9' },
    });
    expect(lines).to.deep.equal(['9 1']);
  });

  const wrong: readonly [string, object, RegExp][] = [
    [
      'an unknown executor (28)',
      { scenarios: { a: { executor: 'externally-controlled' } } },
      /scenarios\.a\.executor.*removed it in 2\.0/,
    ],
    [
      'an unknown field',
      { scenarios: { a: { executor: 'constant-vus', duration: '1s', rate: 3 } } },
      /scenarios\.a\.rate. is no option of constant-vus/,
    ],
    [
      'a missing duration',
      { scenarios: { a: { executor: 'constant-vus' } } },
      /scenarios\.a\.duration. is missing/,
    ],
    ['a bad duration', { duration: '5 parsecs' }, /not a duration: "5 parsecs"/],
    ['fewer iterations than users', { vus: 3, iterations: 2 }, /less than the number of users/],
    ['stages beside iterations', { stages: [], iterations: 2 }, /contradict/],
    ['users that are no number', { vus: 'x' }, /whole number/],
    [
      'maxVUs below preAllocatedVUs',
      {
        scenarios: {
          a: {
            executor: 'constant-arrival-rate',
            rate: 1,
            duration: '1s',
            preAllocatedVUs: 3,
            maxVUs: 1,
          },
        },
      },
      /less than preAllocatedVUs/,
    ],
    ['a stage with no target', { stages: [{ duration: '1s' }] }, /stages\[0\]\.target. is missing/],
    ['thresholds that are a list', { thresholds: 3 }, /thresholds. is not an object/],
    [
      'an unknown statistic',
      { summaryTrendStats: ['p99'] },
      /summaryTrendStats. cannot hold "p99"/,
    ],
  ];
  for (const [what, options, expected] of wrong)
    it(`refuse ${what}`, () => {
      expect(errorOf(options)).to.match(expected);
    });

  it('refuse a scenario whose function is not exported', async () => {
    const error: unknown = await runScript(
      `export const options = { scenarios: { a: { executor: 'constant-vus', duration: '1s', exec: 'nope' } } };`,
    ).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(OptionsError);
    expect(String(error)).to.match(/wants a function `nope`/);
  });

  it('warn about options they do not know', () => {
    expect(consolidate([{ colour: 'red', threshold: {} }]).warnings).to.deep.equal([
      'unknown option `colour` is ignored',
      'unknown option `threshold` is ignored; did you mean `thresholds`?',
    ]);
  });
});
