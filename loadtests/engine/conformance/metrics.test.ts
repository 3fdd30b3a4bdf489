import { expect } from 'chai';
import fc from 'fast-check';
import { OptionsError } from '../options/options-error.ts';
import { TrendSink } from '../metrics/trend-sink.ts';
import { runScript, type ScriptRun } from '../testing/run-script.ts';

const withMetrics = (body: string, options: object = {}): Promise<ScriptRun> =>
  runScript(
    `import { Counter, Gauge, Rate, Trend } from 'k6/metrics'; import { check, group } from 'k6'; import exec from 'k6/execution';
     const c = new Counter('c'), g = new Gauge('g'), r = new Rate('r'), t = new Trend('t', true);
     export default function () { ${body} }`,
    { options: options as Record<string, unknown> },
  );

/** Vectors 50–57 of the k6 reference. */
describe('k6 metrics and thresholds', () => {
  it('compute percentiles as k6 does (50)', () => {
    const trend = new TrendSink();
    for (const value of [12, 15, 18, 22, 30, 45, 60, 80, 120, 400]) trend.add(value);
    const stats = ['avg', 'med', 'p(90)', 'p(95)', 'p(99)', 'p(99.9)', 'min', 'max'];
    const values = Object.values(trend.values(0, stats)).map(
      (value) => Math.round(value * 1e6) / 1e6,
    );
    expect(values).to.deep.equal([80.2, 37.5, 148, 274, 374.8, 397.48, 12, 400]);
  });

  it('keep percentiles of negative values, zeros and positive ones in order', () => {
    const trend = new TrendSink();
    for (let i = 0; i < 30_000; i++) trend.add(((i * 7919) % 3) * 50 - 50);
    expect(trend.isExact).to.equal(false);
    const quartiles = [0, 20, 50, 80, 100].map((percent) => Math.round(trend.percentile(percent)));
    expect(quartiles).to.deep.equal([-50, -50, 0, 50, 50]);
  });

  it('keep percentiles within a percent in bounded memory', () => {
    fc.assert(
      fc.property(fc.infiniteStream(fc.double({ min: 0.001, max: 1e5, noNaN: true })), (stream) => {
        const trend = new TrendSink();
        const all = [...stream.take(10_000)];
        for (const value of all) trend.add(value);
        expect(trend.isExact).to.equal(false);
        const sorted = all.sort((a, b) => a - b);
        for (const percent of [1, 25, 50, 90, 99, 99.9]) {
          const exact = sorted[Math.round((percent / 100) * (sorted.length - 1))] ?? 0;
          expect(trend.percentile(percent)).to.be.closeTo(exact, exact * 0.02);
        }
        expect(trend.aggregate('max')).to.equal(sorted.at(-1));
      }),
      { numRuns: 5 },
    );
  });

  it('sum up rates, gauges and counters (51)', async () => {
    const { values } = await withMetrics(`for (const x of [true, false, 1, 0]) r.add(x);
      for (const x of [3, 1, 2]) g.add(x); c.add(1); c.add(2, { a: '1' });`);
    expect(values('r')).to.deep.equal({ rate: 0.5, passes: 2, fails: 2 });
    expect(values('g')).to.deep.equal({ value: 2, min: 1, max: 3 });
    expect(values('c')['count']).to.equal(3);
  });

  it('end with 99 when a threshold fails (52)', async () => {
    const { result } = await withMetrics('c.add(3);', { thresholds: { c: ['count>5'] } });
    expect(result.exitCode).to.equal(99);
    expect(result.thresholds).to.deep.equal([
      { metric: 'c', expression: 'count>5', ok: false, isEmpty: false },
    ]);
  });

  it('warn about a threshold that holds for want of samples', async () => {
    const { result, warnings } = await withMetrics('', { thresholds: { r: ['rate>=0.9'] } });
    expect(result.exitCode).to.equal(0);
    expect(warnings).to.deep.equal(['threshold r: rate>=0.9 holds with no sample']);
  });

  it('stop early for a threshold that says so, and still tear down (52)', async function () {
    this.timeout(10_000);
    const { result, lines } =
      await runScript(`import { Counter } from 'k6/metrics'; const c = new Counter('c');
      export const options = { duration: '60s', thresholds: { c: [{ threshold: 'count<1', abortOnFail: true, delayAbortEval: '1s' }] } };
      export function teardown() { console.log('T'); }
      export default () => { c.add(1); return new Promise((r) => setTimeout(r, 50)); };`);
    expect(result.exitCode).to.equal(99);
    expect(result.stoppedBy).to.equal('threshold failed: c: count<1');
    expect(result.durationMs).to.be.within(1000, 5000);
    expect(lines).to.deep.equal(['T']);
  });

  it('judge the samples that a selector picks (53)', async () => {
    const { values, result } = await withMetrics(
      `c.add(1, { a: '1', b: 'x' }); c.add(1, { a: '2' });`,
      {
        thresholds: { 'c{a:1}': ['count==1'], 'c{a:1,b:y}': ['count==0'] },
      },
    );
    expect(values('c{a:1}')['count']).to.equal(1);
    expect(result.exitCode).to.equal(0);
  });

  it('judge no tag that `systemTags` leaves out', async () => {
    const thresholds = { 'c{scenario:default}': ['count==1'] };
    expect((await withMetrics('c.add(1);', { thresholds })).result.exitCode).to.equal(0);
    const without = { thresholds, systemTags: ['status'] };
    const { warnings, samples } = await withMetrics('c.add(1, { own: 1 });', without);
    expect(warnings).to.deep.equal([
      'threshold c{scenario:default}: count==1 holds with no sample',
    ]);
    const [point] = samples.filter(({ metric }) => metric.name === 'c');
    expect(point?.tags).to.deep.equal({ own: '1' });
  });

  for (const [thresholds, expected] of [
    [{ nope: ['count>1'] }, /`nope`, which is no metric/],
    [{ t: ['p(101)<1'] }, /between 0 and 100/],
    [{ t: ['bogus'] }, /is not `<aggregate>/],
    [{ c: ['p(95)<1'] }, /`c` is a counter, which has count, rate/],
    [{ 'c{a}': ['count>1'] }, /not `tag:value`/],
  ] as const)
    it(`refuse ${JSON.stringify(thresholds)} (54)`, async () => {
      const error: unknown = await withMetrics('', { thresholds }).catch(
        (reason: unknown) => reason,
      );
      expect(error).to.be.instanceOf(OptionsError);
      expect(String(error)).to.match(expected);
    });

  it('count checks without ever failing the run (55)', async () => {
    const body = `console.log(check({}, { ok: () => true, bad: () => false }, { t: '1' }));`;
    const { lines, samples, result } = await withMetrics(body);
    expect(lines).to.deep.equal(['false']);
    const points = samples.filter(({ metric }) => metric.name === 'checks');
    expect(points.map(({ value, tags }) => [value, tags['check'], tags['t']])).to.deep.equal([
      [1, 'ok', '1'],
      [0, 'bad', '1'],
    ]);
    expect(result.exitCode).to.equal(0);
    const strict = await withMetrics(body, { thresholds: { checks: ['rate==1'] } });
    expect(strict.result.exitCode).to.equal(99);
    const { errors } = await withMetrics('check({}, { a: async () => true });');
    expect(errors[0]).to.match(/`a` is an async function/);
  });

  it('tag the samples of nested groups (56)', async () => {
    const { samples } = await withMetrics(
      `group('a', () => group('b', () => c.add(1))); c.add(1);`,
    );
    const tags = samples
      .filter(({ metric }) => metric.name === 'c')
      .map((each) => each.tags['group']);
    expect(tags).to.deep.equal(['::a::b', undefined]);
    expect(samples.filter(({ metric }) => metric.name === 'group_duration')).to.have.length(2);
    const { errors } = await withMetrics(`group('x', async () => {});`);
    expect(errors[0]).to.match(/async functions are not supported/);
  });

  it('keep the tags of a user (57)', async () => {
    const { samples, lines } = await withMetrics(
      `if (__ITER === 0) exec.vu.metrics.tags.z = 5; c.add(1); console.log(exec.vu.tags.scenario);`,
      { iterations: 2, vus: 1 },
    );
    const tags = samples.filter(({ metric }) => metric.name === 'c').map((each) => each.tags['z']);
    expect(tags).to.deep.equal(['5', '5']);
    expect(lines).to.deep.equal(['default', 'default']);
  });

  it('refuse metrics outside of init, bad names and changed types', async () => {
    const { errors } = await withMetrics(`new Counter('late');`);
    expect(errors[0]).to.match(/init context/);
    for (const source of [`new Counter('bad-name')`, `new Counter('vus')`]) {
      const error: unknown = await runScript(
        `import { Counter } from 'k6/metrics'; ${source}; export default () => {};`,
      ).catch((reason: unknown) => reason);
      expect(String(error)).to.match(/letters, digits|is a gauge already/);
    }
  });

  it('warn about values that are no numbers, or throw when told to', async () => {
    const { warnings } = await withMetrics(`t.add('x'); t.add(NaN);`);
    expect(warnings).to.deep.equal([
      'metric `t`: x is not a number',
      'metric `t`: NaN is not a number',
    ]);
    const { errors } = await withMetrics(`t.add('x');`, { throw: true });
    expect(errors[0]).to.match(/x is not a number/);
  });

  it('warn of thresholds that hold with no sample, but not where none is what they want', async () => {
    const { warnings, result } = await runScript(
      `export const options = { thresholds: {
         'ws_session_ends{by:server}': ['count==0'], dropped_iterations: ['count<1', 'rate<1'],
         ws_sessions: ['count>5'], ws_connecting: ['p(95)<200'] } };
       export default () => {};`,
    );
    expect(result.exitCode).to.equal(0);
    expect(warnings.toSorted()).to.deep.equal([
      'threshold dropped_iterations: rate<1 holds with no sample',
      'threshold ws_connecting: p(95)<200 holds with no sample',
      'threshold ws_sessions: count>5 holds with no sample',
    ]);
  });
});
