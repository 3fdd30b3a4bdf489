import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { runLoad } from '../cli/run-load.ts';
import { TrendSink } from '../metrics/trend-sink.ts';
import { startEchoServer } from '../testing/echo-server.ts';

describe('workers', function () {
  this.timeout(30_000);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-spread-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function spread(
    source: string,
    args: readonly string[],
  ): Promise<{ code: number; err: string; metrics: Record<string, Record<string, number>> }> {
    const script = join(directory, 's.ts');
    const file = join(directory, 'summary.json');
    await writeFile(script, source);
    let err = '';
    const argv = [script, '--workers', '2', '--summary-export', file, ...args];
    const code = await runLoad(argv, {
      stdout: () => undefined,
      stderr: (text) => {
        err += text;
      },
      env: {},
    });
    const text = await readFile(file, 'utf8').catch(() => '{"metrics":{}}');
    const { metrics } = JSON.parse(text) as { metrics: Record<string, Record<string, number>> };
    return { code, err, metrics };
  }

  it('share users and iterations, run setup once, and judge merged metrics', async () => {
    await using server = await startEchoServer();
    const { code, metrics, err } = await spread(
      `import { WebSocket } from 'k6/websockets'; import { check, group } from 'k6'; import { Trend, Counter } from 'k6/metrics'; import exec from 'k6/execution';
       const ids = new Trend('ids'), set = new Counter('setups');
       export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 5, iterations: 2 } },
         thresholds: { ws_sessions: ['count==10'], 'ids{v:1}': ['count==2'], setups: ['count==1'] } };
       export function setup() { set.add(1); return { url: __ENV.B + '/greet' }; }
       export default (data) => { ids.add(exec.vu.idInTest, { v: exec.vu.idInTest });
         group('g', () => check(1, { one: () => true }));
         const w = new WebSocket(data.url); w.onmessage = () => w.close(); };`,
      ['-e', `B=${server.url}`],
    );
    expect(code, err).to.equal(0);
    expect(server.upgrades).to.have.length(10);
    expect(metrics['ids']).to.include({ avg: 3, min: 1, max: 5, med: 3 });
    expect(metrics['checks']).to.include({ passes: 10, fails: 0 });
    expect(err).to.include('10 complete and 0 interrupted iterations');
  });

  it('do all iterations, also with fewer users than processes', async () => {
    const { code, metrics, err } = await spread(
      `import { Trend } from 'k6/metrics'; import exec from 'k6/execution'; const ids = new Trend('ids');
       export const options = { iterations: 5, summaryTrendStats: ['min', 'max', 'count'], thresholds: { iterations: ['count==5'] } };
       export default () => ids.add(exec.scenario.iterationInTest);`,
      [],
    );
    expect(code, err).to.equal(0);
    expect(metrics['ids']).to.deep.equal({ min: 0, max: 4, count: 5 });
  });

  it('say once what is to be said of the script', async () => {
    const { err } = await spread(
      `import { WebSocket } from 'k6/experimental/websockets';
       export const options = { vus: 2, iterations: 2, dns: { ttl: '1s' } }; export default () => { void WebSocket; };`,
      [],
    );
    expect(err.match(/`dns` is not applied/g)).to.have.length(1);
    expect(err.match(/deprecated/g)).to.have.length(1);
  });

  it('read HTML, whose library is not in their one file, also in threads', async () => {
    const find = `parseHTML('<p>found</p>').find('p').text()`;
    const lazy = `({ get text() { sleep(0.01); return ${find}; } }).text`;
    for (const text of [find, lazy]) {
      const { code, err } = await spread(
        `import { parseHTML } from 'k6/html'; import { sleep } from 'k6';
         export default () => console.log(${text});`,
        ['-u', '2', '-i', '2'],
      );
      expect(code, err).to.equal(0);
      expect(err.match(/INFO {2}found/g)).to.have.length(2);
    }
  });

  it('stop everywhere when the script of one of them aborts', async () => {
    const { code } = await spread(
      `import exec from 'k6/execution';
       export default () => { if (exec.vu.idInTest === 1) exec.test.abort('why'); return new Promise((r) => setTimeout(r, 60000)); };`,
      ['-u', '4', '-d', '60s'],
    );
    expect(code).to.equal(108);
  });

  it('merge trends into the same percentiles as one process has', () => {
    const samples = fc.array(fc.double({ min: -50, max: 1000, noNaN: true }), { maxLength: 50 });
    fc.assert(
      fc.property(samples, samples, (first, second) => {
        const [left, right, whole] = [new TrendSink(), new TrendSink(), new TrendSink()];
        for (const value of first) left.add(value);
        for (const value of second) right.add(value);
        for (const value of [...first, ...second]) whole.add(value);
        left.merge(right.take());
        const stats = ['min', 'max', 'med', 'p(90)', 'count'];
        expect(left.values(0, stats)).to.deep.equal(whole.values(0, stats));
      }),
    );
  });

  it('merge trends that no longer hold their samples', () => {
    const [left, right] = [new TrendSink(), new TrendSink()];
    for (let i = 0; i < 20_000; i++) (i % 2 === 0 ? left : right).add(i);
    left.merge(right.take());
    expect(left.aggregate('count')).to.equal(20_000);
    expect(left.aggregate('max')).to.equal(19_999);
    expect(left.percentile(50)).to.be.closeTo(10_000, 100);
    expect(right.isEmpty).to.equal(true);
  });
});
