import { expect } from 'chai';
import { ChaosError } from '../../../harness/contracts/errors.ts';
import { startEchoServer, type EchoServer } from '../testing/echo-server.ts';
import { ScriptProgram } from '../script/script-program.ts';
import { runScript } from '../testing/run-script.ts';

/** Vectors 1–14 of the k6 reference. */
describe('k6 life cycle', () => {
  let server: EchoServer;
  beforeEach(async () => {
    server = await startEchoServer();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  it('keeps module state in each user from iteration to iteration (1)', async () => {
    const { lines, values, result } = await runScript(`let n = 0;
      export const options = { vus: 2, iterations: 6 };
      export default async () => { n++; console.log(__VU, __ITER, n); await new Promise((r) => setTimeout(r, 5)); };`);
    expect(lines).to.have.length(6);
    for (const line of lines) {
      const [, iteration, n] = line.split(' ').map(Number);
      expect(n).to.equal((iteration ?? 0) + 1);
    }
    expect(values('iterations')['count']).to.equal(6);
    expect(result.exitCode).to.equal(0);
  });

  it('gives every iteration a fresh JSON copy of what setup returned (2)', async () => {
    const { lines } = await runScript(`export const options = { iterations: 2 };
      export function setup() { return { d: new Date(0), f() {}, u: undefined, a: [1] }; }
      export default (d) => { console.log(JSON.stringify(d)); d.a.push(2); };`);
    const copy = '{"d":"1970-01-01T00:00:00.000Z","a":[1]}';
    expect(lines).to.deep.equal([copy, copy]);
  });

  it('runs nothing after a setup that throws (3)', async () => {
    const { lines, values, result, errors } = await runScript(`
      export function setup() { throw new Error('x'); }
      export function teardown() { console.log('T'); }
      export default () => {};`);
    expect(lines).to.deep.equal([]);
    expect(values('iterations')['count']).to.equal(0);
    expect(result.exitCode).to.equal(107);
    expect(errors[0]).to.match(/Error: x \(.*script\.ts:2:\d+\)/);
  });

  it('ends with 100 when setup takes too long (4)', async () => {
    const { result } = await runScript(`export const options = { setupTimeout: '50ms' };
      export async function setup() { await new Promise((r) => setTimeout(r, 5000)); }
      export default () => {};`);
    expect(result.exitCode).to.equal(100);
  });

  for (const [what, source] of [
    ['an HTTP request', `import http from 'k6/http'; http.get(__ENV.H);`],
    ['a WebSocket', `import { WebSocket } from 'k6/websockets'; new WebSocket(__ENV.B + '/echo');`],
    ['a check', `import { check } from 'k6'; check(1, { a: () => true });`],
    ['the scenario', `import exec from 'k6/execution'; console.log(exec.scenario.name);`],
  ] as const)
    it(`refuses ${what} at the top level (5, 14)`, async () => {
      const env = { B: server.url, H: server.httpUrl };
      const error: unknown = await runScript(`${source} export default () => {};`, { env }).then(
        ({ errors }) => errors,
        (reason: unknown) => reason,
      );
      const text = error instanceof ChaosError ? error.message : String(error);
      expect(text).to.match(/init context/);
      expect(server.upgrades).to.have.length(0);
    });

  it('runs a function of a scenario with its env and tags, with no default (6)', async () => {
    const { lines, samples } = await runScript(`export const options = { scenarios: {
        a: { executor: 'per-vu-iterations', exec: 'x', env: { K: '1' }, tags: { t: 'a' } } } };
      export function x() { console.log(__ENV.K); }`);
    expect(lines).to.deep.equal(['1']);
    const iteration = samples.find(({ metric }) => metric.name === 'iterations');
    expect(iteration?.tags).to.deep.equal({ t: 'a', scenario: 'a' });
  });

  it('keeps an iteration open for its timers (7)', async () => {
    const { lines, values } = await runScript(
      `export default function () { setTimeout(() => console.log('late'), 120); }`,
    );
    expect(lines).to.deep.equal(['late']);
    expect(values('iteration_duration')['min']).to.be.at.least(119);
  });

  it('cuts an endless interval after the graceful stop (8)', async () => {
    const { values, test } = await runScript(
      `
      export const options = { duration: '100ms', scenarios: undefined };
      export default function () { setInterval(() => {}, 20); }`,
      {
        options: {
          scenarios: {
            default: { executor: 'constant-vus', vus: 1, duration: '100ms', gracefulStop: '100ms' },
          },
        },
      },
    );
    expect(values('iterations')['count']).to.equal(0);
    expect(test.context.counts).to.include({ interrupted: 1, completed: 0 });
  });

  it('lets no timer run during a sleep (9)', async () => {
    const { lines } = await runScript(`import { sleep } from 'k6';
      export default function () { setTimeout(() => console.log('B'), 10); sleep(0.1); console.log('A'); }`);
    expect(lines).to.deep.equal(['A', 'B']);
  });

  it('logs values as JSON, with words for what JSON has not', async () => {
    const { lines } = await runScript(
      `const cycle = { a: [1] }; cycle.a.push(cycle);
       const twice = { n: 1 };
       const init = __VU === 0 ? [] : [
         [cycle, [twice, twice]], [{ f() {}, big: 2n, s: Symbol('x'), u: undefined, n: null, d: new Date(0) }],
         [{ e: new TypeError('no') }, new Error('top')], [new Uint8Array([1, 2]).buffer, { b: new ArrayBuffer(1) }],
         [new Map([['k', new Set([1])]])], ['text', 1.5, true, null, undefined, () => 1],
       ];
       export default () => { for (const values of init) console.log(...values); };`,
      { name: 'script.js' },
    );
    expect(lines).to.deep.equal([
      '{"a":[1,"[Circular]"]} [{"n":1},{"n":1}]',
      '{"f":"[object Function]","big":"2","s":"Symbol(x)","n":null,"d":"1970-01-01T00:00:00.000Z"}',
      '{"e":"TypeError: no"} Error: top',
      '[1,2] {"b":[0]}',
      '[["k",[1]]]',
      'text 1.5 true null undefined [object Function]',
    ]);
  });

  it('shares arrays read-only (10)', async () => {
    const { lines } = await runScript(`import { SharedArray } from 'k6/data';
      const s = new SharedArray('s', () => { console.log('once'); return [{ v: 1 }, { v: 2 }]; });
      export const options = { vus: 5, iterations: 5 };
      export default () => { s[0].v = 9; console.log(s[0].v, s.length, s.map((x) => x.v).join(), [...s].length); };`);
    expect(lines).to.deep.equal(['once', ...Array.from({ length: 5 }, () => '1 2 1,2 2')]);
  });

  it('goes on after fail() (11)', async () => {
    const { errors, test, result } = await runScript(`import { fail } from 'k6';
      export const options = { iterations: 3 };
      export default () => { if (__ITER == 1) fail('no'); };`);
    expect(errors).to.have.length(1);
    expect(errors[0]).to.match(/^Error: no/);
    expect(test.context.counts.started).to.equal(3);
    expect(result.exitCode).to.equal(0);
  });

  for (const name of ['script.js', 'threads.js'])
    it(`puts setup and teardown into groups of their own: ${name}`, async () => {
      const blocks =
        name === 'threads.js' ? 'const o = { get slow() { sleep(0); return 1; } };' : '';
      const { samples, test, errors } = await runScript(
        `import { check, group, sleep } from 'k6'; import { Counter } from 'k6/metrics'; const c = new Counter('c'); ${blocks}
         export function setup() { c.add(1); check(1, { up: () => true }); group('login', () => { c.add(2); check(1, { in: () => true }); }); }
         export default () => { c.add(3); ${blocks === '' ? '' : 'o.slow;'} }
         export function teardown() { c.add(4); }`,
        { name },
      );
      expect(errors).to.deep.equal([]);
      expect(test.program instanceof ScriptProgram).to.equal(name === 'script.js');
      const groups = samples
        .filter(({ metric }) => metric.name === 'c')
        .map(({ value, tags }) => [value, tags['group']]);
      expect(groups).to.deep.equal([
        ...[
          [1, '::setup'],
          [2, '::setup::login'],
          [3, undefined],
          [4, '::teardown'],
        ],
      ]);
      const [setup] = test.context.checks.root.groups;
      expect(setup?.path).to.equal('::setup');
      expect(setup?.checks.map(({ path }) => path)).to.deep.equal(['::setup::up']);
      expect(setup?.groups.map(({ path }) => path)).to.deep.equal(['::setup::login']);
    });

  it('stops at exec.test.abort and still tears down (12)', async () => {
    const { lines, errors, result, test } = await runScript(`import exec from 'k6/execution';
      export const options = { iterations: 100 };
      export function teardown() { console.log('T'); }
      export default () => { if (__ITER == 1) exec.test.abort('why'); };`);
    expect(lines).to.deep.equal(['T']);
    expect(errors).to.deep.equal(['test aborted: why']);
    expect(result.exitCode).to.equal(108);
    expect(test.context.counts.started).to.equal(2);
  });

  it('says once that setup has stopped the test', async () => {
    const { errors, lines, result } = await runScript(
      `import exec from 'k6/execution'; export const setup = () => exec.test.abort('no server');
       export default () => console.log('never');`,
      { name: 'script.js' },
    );
    expect(errors).to.deep.equal(['test aborted: no server']);
    expect(lines).to.deep.equal([]);
    expect(result.exitCode).to.equal(108);
  });

  it('marks a run as failed and finishes it (13)', async () => {
    const { result, values } = await runScript(`import exec from 'k6/execution';
      export const options = { iterations: 5 };
      export default () => { if (__ITER == 0) exec.test.fail('f'); };`);
    expect(values('iterations')['count']).to.equal(5);
    expect(result.exitCode).to.equal(110);
  });
});
