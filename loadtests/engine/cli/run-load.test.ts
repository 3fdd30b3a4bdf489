import { expect } from 'chai';
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { ChaosError } from '../../../harness/contracts/errors.ts';
import { soon } from '../timers.ts';
import { startEchoServer } from '../testing/echo-server.ts';
import { runLoad } from './run-load.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('ws-chaos load', () => {
  let directory: string;
  const file = (name: string): string => join(directory, name);
  let heard: (text: string) => void;
  beforeEach(async () => {
    heard = () => undefined;
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-cli-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function load(
    source: string,
    args: readonly string[] = [],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Ran> {
    await writeFile(file('s.ts'), source);
    let [out, err] = ['', ''];
    const ports = {
      stdout: (text: string) => {
        out += text;
      },
      stderr: (text: string) => {
        err += text;
        heard(text);
      },
      env,
    };
    const code = await runLoad(
      args[0] === 'check' ? ['check', file('s.ts')] : [file('s.ts'), ...args],
      ports,
    );
    return { code, out, err };
  }

  const checks = `import { check } from 'k6'; import { Trend } from 'k6/metrics'; const t = new Trend('wait', true);
    export default () => { t.add(140.36); check(1, { one: () => true, two: () => __ITER > 0 }); };`;

  it('prints the summary a k6 user knows', async () => {
    const { code, out, err } = await load(checks, ['-i', '2']);
    expect(code).to.equal(0);
    expect(out).to.include('checks_succeeded.: 75.00%  3 out of 4');
    expect(out).to.include('  ↳  50% — ✓ 1 / ✗ 1');
    expect(out).to.match(/wait\.: avg=140\.36ms min=140\.36ms med=140\.36ms max=140\.36ms p\(90\)/);
    expect(err).to.include(
      'default: 2 iterations shared among 1 VUs (maxDuration: 10m0s, gracefulStop: 30s)',
    );
    expect(err).to.match(
      /running \(\d\dm\d\d\.\ds\), 0\/1 VUs, 2 complete and 0 interrupted iterations/,
    );
  });

  it('says nothing but the summary when quiet, and nothing at all without one', async () => {
    const quiet = await load(checks, ['-q']);
    expect(quiet.err).to.equal('');
    expect(quiet.out).to.include('TOTAL RESULTS');
    expect((await load(checks, ['-q', '--summary-mode', 'disabled'])).out).to.equal('');
  });

  it('takes options from flags before variables before the script', async () => {
    const source = `export const options = { vus: 1, iterations: 1 }; export default () => console.log(__VU);`;
    const lines = (ran: Ran): number =>
      ran.err.split('\n').filter((line) => line.startsWith('INFO')).length;
    expect(lines(await load(source))).to.equal(1);
    expect(lines(await load(source, [], { K6_ITERATIONS: '2', K6_VUS: '2' }))).to.equal(2);
    expect(lines(await load(source, ['-u', '3', '-i', '3'], { K6_ITERATIONS: '2' }))).to.equal(3);
    expect((await load(source, ['--stage', '50ms:2,50ms:0'])).err).to.include(
      'default: Up to 2 looping VUs for 0.1s over 2 stages',
    );
  });

  it('passes variables of the system and of -e to the script', async () => {
    const source = `export default () => console.log(__ENV.A, __ENV.B);`;
    expect((await load(source, ['-e', 'A=1'], { B: '2' })).err).to.include('INFO  1 2\n');
    expect(
      (await load(source, ['-e', 'A=1', '--include-system-env-vars', 'false'], { B: '2' })).err,
    ).to.include('INFO  1 undefined\n');
  });

  it('writes every sample as JSON lines and as CSV', async () => {
    await load(checks, [
      '-o',
      `json=${file('o.json')}`,
      '-o',
      `csv=${file('o.csv.gz')}`,
      '--tag',
      'a=1',
    ]);
    const lines = (await readFile(file('o.json'), 'utf8')).trim().split('\n');
    const parsed = lines.map(
      (line) => JSON.parse(line) as { type: string; metric: string; data: object },
    );
    const wait = parsed.filter(({ metric }) => metric === 'wait');
    expect(wait.map(({ type }) => type)).to.deep.equal(['Metric', 'Point']);
    expect(wait[0]?.data).to.deep.equal({
      ...{ name: 'wait', type: 'trend', contains: 'time', thresholds: [], submetrics: null },
    });
    expect(wait[1]?.data).to.deep.include({ value: 140.36, tags: { a: '1', scenario: 'default' } });
    const csv = gunzipSync(await readFile(file('o.csv.gz'))).toString();
    expect(csv.split('\n')[0]).to.match(
      /^metric_name,timestamp,metric_value,check,.*,extra_tags,metadata$/,
    );
    expect(csv).to.match(/^checks,\d+,1\.000000,one,.*,a=1,$/m);
  });

  it('gives handleSummary the data and writes what it returns (58)', async () => {
    const source = `${checks} export function handleSummary(data) {
      return { stdout: 'S\\n', [__ENV.O]: JSON.stringify(data) }; }`;
    const { out } = await load(source, ['-e', `O=${file('o.json')}`]);
    expect(out).to.equal('S\n');
    const data = JSON.parse(await readFile(file('o.json'), 'utf8')) as {
      metrics: Record<string, { values: Record<string, number>; type: string; contains: string }>;
      root_group: { checks: { name: string }[] };
      state: { testRunDurationMs: number };
    };
    expect(data.metrics['iterations']).to.deep.include({ type: 'counter', contains: 'default' });
    expect(data.metrics['iterations']?.values['count']).to.equal(1);
    expect(data.root_group.checks.map(({ name }) => name)).to.deep.equal(['one', 'two']);
    expect(data.state.testRunDurationMs).to.be.above(0);
    await rm(file('o.json'));
    await load(source, ['-e', `O=${file('o.json')}`, '--summary-mode', 'disabled']);
    expect(existsSync(file('o.json'))).to.equal(false);
  });

  it('exports the flat summary, where true means a failed threshold', async () => {
    const source = `export const options = { thresholds: { iterations: ['count>5', 'count==1'] } }; ${checks}`;
    const { code } = await load(source, ['--summary-export', file('e.json')]);
    expect(code).to.equal(99);
    const { metrics } = JSON.parse(await readFile(file('e.json'), 'utf8')) as {
      metrics: Record<string, Record<string, unknown>>;
    };
    expect(metrics['iterations']).to.deep.include({
      count: 1,
      thresholds: { 'count>5': true, 'count==1': false },
    });
    expect(metrics['checks']).to.deep.include({ passes: 1, fails: 1, value: 0.5 });
  });

  it('lets the tags of the flags replace those of the script (59)', async () => {
    const source = `export const options = { tags: { b: '2' } }; export default () => {};`;
    await load(source, ['--tag', 'a=1', '-o', `json=${file('o.json')}`]);
    const text = await readFile(file('o.json'), 'utf8');
    expect(text).to.include('"a":"1"');
    expect(text).not.to.include('"b":"2"');
  });

  it('ends with 105 on a signal, after teardown and summary (60)', async () => {
    heard = (text) => {
      if (text.includes('INFO  begun')) soon(() => process.emit('SIGINT'));
    };
    const { code, out, err } = await load(
      `export function teardown() { console.log('T'); }
       export default () => { console.log('begun'); return new Promise((r) => setTimeout(r, 60000)); };`,
      ['-d', '60s'],
    );
    expect(code).to.equal(105);
    expect(err).to.include('INFO  T');
    expect(err).to.include('0 complete and 1 interrupted iterations');
    expect(out).to.include('TOTAL RESULTS');
  });

  it('tells in which mode a script runs', async () => {
    const blocking = await load(`import { sleep } from 'k6'; export default () => sleep(1);`, [
      'check',
    ]);
    expect(blocking.out).to.match(/modules: k6\n {2}mode: blocking calls as waits.*\(calls: 1\)/);
    const driven = await load(
      `import { WebSocket } from 'k6/websockets'; export default () => new WebSocket('ws://x');`,
      ['check'],
    );
    expect(driven.out).to.match(/mode: event-driven/);
    const threads = await load(
      `import { sleep } from 'k6';\nexport default () => [2, 1].sort((a, b) => { sleep(1); return a - b; });`,
      ['check'],
    );
    expect(threads.code).to.equal(0);
    expect(threads.out).to.match(
      /mode: one thread a user, for 50 users at most: .*the callback of sort\(\) cannot wait \(.*s\.ts:2:\d+\)/,
    );
  });

  it('runs a script in threads where its calls cannot wait, for few users', async () => {
    const source = `import { sleep } from 'k6';
      export default () => console.log([2, 1].sort((a, b) => { sleep(0.01); return a - b; }).join());`;
    const few = await load(source, ['-u', '2', '-i', '4']);
    expect(few.code).to.equal(0);
    expect(few.err.match(/INFO {2}1,2/g)).to.have.length(4);
    expect(few.err).to.match(/WARN {2}one thread a user, .*\(.*s\.ts:2:\d+\)/);
    const many = await load(source, ['-u', '60', '-d', '1s']);
    expect(many.code).to.equal(107);
    expect(many.err).to.match(/s\.ts:2:\d+: .*50 users at most, and the test has 60/);
    const spread = await load(source, ['--workers', '2', '-u', '4', '-i', '6']);
    expect(spread.code, spread.err).to.equal(0);
    expect(spread.err.match(/INFO {2}1,2/g)).to.have.length(6);
    expect(spread.err).to.include('6 complete and 0 interrupted iterations');
  });

  it('ends with 104 for options and 107 for scripts that are wrong', async () => {
    expect((await load(`export default () => {};`, ['-d', 'soon'])).code).to.equal(104);
    expect((await load(`export default () => {};`, ['-o', 'kafka=x'])).code).to.equal(104);
    expect((await load(`export default (;`)).code).to.equal(107);
    expect((await load(`throw new Error('x'); export default () => {};`)).code).to.equal(107);
  });

  it('logs a rejection that nobody waits for, and goes on', async () => {
    const script = join(directory, 'stray.ts');
    await writeFile(
      script,
      `export default () => { void Promise.reject(new Error('stray')); return new Promise((r) => setTimeout(r, 20)); };`,
    );
    const main = fileURLToPath(new URL('main.ts', import.meta.url));
    // mocha would take the rejection for one of its own
    const { status, stderr } = spawnSync(process.execPath, [main, script], { encoding: 'utf8' });
    expect(stderr).to.match(/ERROR Error: stray \(.*stray\.ts:1:\d+\)/);
    expect(status).to.equal(0);
  });

  it('explains its flags', async () => {
    const { code, out } = await load('', ['--help']);
    expect(code).to.equal(0);
    expect(out).to.match(/^Usage: ws-chaos load/);
    expect(out).to.include('--workers N');
  });

  it('rejects flags that are none', async () => {
    for (const args of [['--nope'], ['-u', 'x'], ['-e', 'x'], ['more', 'scripts']]) {
      const error: unknown = await load('', args).catch((reason: unknown) => reason);
      expect(error, args.join(' ')).to.be.instanceOf(ChaosError);
      expect((error as ChaosError).code).to.equal('CHAOS_ERR_USAGE');
    }
  });

  it('loads a server', async () => {
    await using server = await startEchoServer();
    const { code, out } = await load(
      `import { WebSocket } from 'k6/websockets';
       export default () => { const w = new WebSocket(__ENV.B + '/greet'); w.onmessage = () => w.close(); };`,
      ['-u', '5', '-i', '20', '-e', `B=${server.url}`],
    );
    expect(code).to.equal(0);
    expect(server.upgrades).to.have.length(20);
    expect(out).to.match(/WEBSOCKET\n.*\n?.*ws_sessions\.+: 20 /s);
  });
});
