import { expect } from 'chai';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadHonesty } from '../load-watch.ts';
import { runLoad } from './run-load.ts';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly load: LoadHonesty;
}

describe('ws-chaos load says whether it was the bottleneck itself', function () {
  this.timeout(30_000);
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-honest-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  async function load(source: string, args: readonly string[] = []): Promise<Ran> {
    const [script, file] = ['s.ts', 'e.json'].map((name) => join(directory, name)) as [
      string,
      string,
    ];
    await writeFile(script, source);
    let [out, err] = ['', ''];
    const code = await runLoad([script, '-q', '--summary-export', file, ...args], {
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
      env: {},
    });
    const exported = JSON.parse(await readFile(file, 'utf8')) as { load: LoadHonesty };
    return { code, out, err, load: exported.load };
  }

  const wait = `const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));`;

  it('in its summary, as text and as JSON', async () => {
    const { out, load: told } = await load(`${wait} export default () => wait(20);`, [
      ...['-u', '2', '-i', '10'],
    ]);
    expect(out).to.match(/LOAD GENERATOR\n +event_loop_delay\.+: p\(99\)=.+ max=.+\n/);
    expect(out).to.include('starts...........: 10 of 10 planned, 0 dropped');
    expect(told).to.deep.include({ plannedStarts: 10, achievedStarts: 10, dropped: 0 });
    expect(told.loopDelayMaxMs).to.be.at.least(told.loopDelayP99Ms);
  });

  it('with a warning where its loop stood still, and the exit code of the script', async () => {
    const {
      code,
      out,
      err,
      load: told,
    } = await load(
      `${wait} export default async () => { await wait(30); const until = Date.now() + 1300; while (Date.now() < until); await wait(30); }`,
    );
    expect(code).to.equal(0);
    expect(told.doubts.join('\n')).to.match(
      /^event loop delay of the load was [\d.]+ ms, over 1000 ms$/m,
    );
    expect(out).to.match(/^ {2}WARNING the load was not as planned.*event loop delay of the load/m);
    expect(err).to.match(/^WARN {2}event loop delay of the load was/m);
    const cores = availableParallelism();
    const advice =
      cores > 1
        ? `short of processor time: spread the users over processes (\`--workers ${cores}\`: one a core)`
        : 'short of processor time: use more machines';
    expect(out).to.include(`\n  → The load generator was ${advice}`);
    expect(err).to.include(`\nWARN  The load generator was ${advice}`);
  });

  it('with a warning where iterations were dropped', async () => {
    const scenario = `{ executor: 'constant-arrival-rate', rate: 40, duration: '500ms', preAllocatedVUs: 1 }`;
    const {
      code,
      out,
      load: told,
    } = await load(
      `${wait} export const options = { scenarios: { a: ${scenario} } }; export default () => wait(200);`,
    );
    expect(code).to.equal(0);
    expect(told.plannedStarts).to.equal(20);
    expect(told.achievedStarts + told.dropped).to.equal(20);
    expect(out).to.match(/WARNING .*\d+ of 20 iterations were dropped/);
    expect(told.advice[0]).to.equal(
      'Give the scenario more users (`preAllocatedVUs`, `maxVUs`): all were busy.',
    );
  });

  it('with a warning where messages left late', async () => {
    const { load: told } = await load(
      `import { Trend } from 'k6/metrics'; const t = new Trend('ws_send_lateness', true);
       export default () => { t.add(1500); };`,
    );
    expect(told.sendLatenessP99Ms).to.equal(1500);
    expect(told.doubts).to.include(
      'lateness p99 of messages of the load was 1500 ms, over 1000 ms',
    );
  });

  it('also in what handleSummary gets, and in the text it makes of it', async () => {
    const { out } = await load(
      `import { textSummary } from 'https://jslib.k6.io/k6-summary/0.1.0/index.js';
       export default () => {};
       export const handleSummary = (data) => ({ stdout: data.load.plannedStarts + textSummary(data) });`,
    );
    expect(out).to.match(/^1[\s\S]*starts\.+: 1 of 1 planned, 0 dropped/);
  });

  it('over all workers', async () => {
    const scenario = `{ executor: 'constant-arrival-rate', rate: 40, duration: '500ms', preAllocatedVUs: 2 }`;
    const { load: told } = await load(
      `${wait} export const options = { scenarios: { a: ${scenario} } }; export default () => wait(200);`,
      ['--workers', '2'],
    );
    expect(told.plannedStarts).to.equal(20);
    expect(told.dropped).to.be.above(5);
    expect(told.doubts.join()).to.match(/of 20 iterations were dropped/);
  });

  it('and holds nothing that was not due any more against a test that was ended', async () => {
    // users for all that are due at once when the machine stands still
    const scenario = `{ executor: 'constant-arrival-rate', rate: 100, duration: '60s', preAllocatedVUs: 300 }`;
    const {
      code,
      load: told,
      err,
    } = await load(
      `import exec from 'k6/execution'; ${wait} export const options = { scenarios: { a: ${scenario} } };
       export default () => { if (exec.scenario.iterationInTest !== 20) return wait(1);
         console.log(exec.instance.currentTestRunDuration); exec.test.abort(); };
       export const teardown = () => wait(900);`,
    );
    expect(code).to.equal(108);
    const abortedMs = Number(/INFO {2}(\d+)/.exec(err)?.[1]);
    expect(told.plannedStarts).to.be.within(21, 2 + Math.ceil(abortedMs / 10));
    const ofStarts = told.doubts.filter((doubt) => !doubt.startsWith('event loop delay'));
    expect(ofStarts).to.deep.equal([]);
    expect(told.advice.join()).not.to.include('Give the scenario more users');
  });
});
