import { expect } from 'chai';
import { ChaosError } from '../../../../harness/contracts/errors.ts';
import { startEchoServer, type EchoServer } from '../../testing/echo-server.ts';
import { withEnoughTime } from '../../testing/enough-time.ts';
import { runScript, type ScriptRun, type ScriptSettings } from '../../testing/run-script.ts';

/** Scripts that block inside a comparator, a getter or a constructor. */
describe('a script that cannot be rewritten', () => {
  let server: EchoServer;
  beforeEach(async () => {
    server = await startEchoServer();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  /** Whatever the body does, the getter makes waits impossible. */
  const run = (
    body: string,
    settings: ScriptSettings & { head?: string } = {},
  ): Promise<ScriptRun> =>
    runScript(
      `import { sleep, check, group, fail } from 'k6'; import http from 'k6/http'; import ws from 'k6/ws';
       import exec from 'k6/execution'; import { WebSocket } from 'k6/websockets';
       import { Counter, Trend } from 'k6/metrics'; import { SharedArray } from 'k6/data';
       const B = __ENV.B, H = __ENV.H; const lazy = { get nap() { sleep(0.03); return 'slept'; } };
       ${settings.head ?? ''}
       export default function (data) { ${body} }`,
      { ...settings, env: { B: server.url, H: server.httpUrl } },
    );

  /** The thread was at work when its time was over, and its user free again when the other scenario wanted it. */
  const hadBegun = ({ lines: [first, second] }: ScriptRun): boolean =>
    first === 'begun' && second?.endsWith(' 1') === true;

  it('sleeps in a getter, a comparator and a constructor', async () => {
    const { lines, errors, values, result } = await run(
      `const order = [3, 1, 2].sort((a, b) => { sleep(0.01); return a - b; });
       class Slow { constructor() { sleep(0.02); this.x = 1; } }
       console.log(lazy.nap, order.join(), new Slow().x);`,
    );
    expect(errors).to.deep.equal([]);
    expect(lines).to.deep.equal(['slept 1,2,3 1']);
    expect(values('iteration_duration')['min']).to.be.at.least(70);
    expect(result.exitCode).to.equal(0);
  });

  it('runs no timer and no event of the user while it sleeps', async () => {
    const { lines } = await run(
      `setTimeout(() => console.log('timer'), 5);
       const w = new WebSocket(B + '/greet'); w.onmessage = (e) => { console.log(e.data); w.close(); };
       w.onclose = (e) => console.log('closed', e.code);
       console.log(lazy.nap);`,
    );
    expect(lines.slice(0, 1)).to.deep.equal(['slept']);
    expect(lines.slice(1).sort()).to.deep.equal(['closed 1000', 'hi', 'timer']);
    expect(server.closes).to.deep.equal([[1000, '']]);
  });

  it('makes requests, with cookies, files, named URLs and tags', async () => {
    const { lines, values, samples } = await run(
      `const page = { get body() { return http.get(H + '/x').json('headers.cookie'); } };
       exec.vu.metrics.tags.who = 'me';
       http.get(H + '/set-cookie'); console.log(page.body, http.cookieJar().cookiesForURL(H).a[0]);
       group('g', () => console.log(http.post(H + '/p', { n: 1, f: http.file('abc', 'a.txt') }).json('headers.content-type').split(';')[0]));
       console.log(http.get(http.url\`\${H}/status/\${404}\`, { responseCallback: http.expectedStatuses(404) }).error_code);
       const jar = new http.CookieJar(); jar.set(H, 'own', '1');
       console.log(http.get(H + '/x', { jar }).json('headers.cookie'));
       console.log(http.batch([H + '/json', H + '/status/201']).map((r) => r.status).join());`,
    );
    expect(lines).to.deep.equal(['a=1; b=2 1', 'multipart/form-data', '1404', 'own=1', '200,201']);
    expect(values('http_reqs')['count']).to.equal(7);
    expect(values('http_req_failed')).to.include({ passes: 0 });
    const posted = samples.find(
      ({ metric, tags }) => metric.name === 'http_reqs' && tags['method'] === 'POST',
    );
    expect(posted?.tags).to.include({ group: '::g', who: 'me', scenario: 'default' });
  });

  it('makes requests that do not block', async () => {
    const { lines } = await run(
      `http.asyncRequest('GET', H + '/json').then((r) => console.log(r.json('a.b.1'))); console.log(lazy.nap);`,
    );
    expect(lines).to.deep.equal(['slept', '2']);
  });

  it('blocks in ws.connect, whose events, timers and sleeps are its own', async () => {
    const { lines, values } = await run(
      `setTimeout(() => console.log('global'), 1);
       const session = { get end() { return ws.connect(B + '/echo', { tags: { t: '1' } }, (s) => {
         s.on('open', () => { s.send('x'); sleep(0.02); console.log('slept'); });
         s.on('message', (m) => { console.log(m); s.setTimeout(() => s.close(), 20); });
         let n = 0; s.setInterval(() => { if (n++ === 0) console.log('interval'); }, 5);
         s.on('close', (c) => console.log('close', c)); }); } };
       console.log(session.end.status);`,
    );
    expect(lines[0]).to.equal('slept');
    expect(lines.slice(1, 3).sort()).to.deep.equal(['interval', 'x']);
    expect(lines.slice(3)).to.deep.equal(['close 1001', '101', 'global']);
    for (const name of ['ws_sessions', 'ws_msgs_sent', 'ws_msgs_received'])
      expect(values(name)['count'], name).to.equal(1);
    expect(server.closes).to.deep.equal([[1001, '']]);
  });

  it('hears why a session was refused, and throws what its handlers throw', async () => {
    const { lines, errors } = await run(
      `lazy.nap; console.log(ws.connect(B + '/deny', null, () => {}).status);
       ws.connect(B + '/greet', null, (s) => s.on('message', () => s.nope()));`,
    );
    expect(lines).to.deep.equal(['403']);
    expect(errors[0]).to.match(/TypeError: s\.nope is not a function \(.*script\.ts:\d+:\d+\)/);
  });

  it('has checks, groups, metrics, thresholds, setup, teardown and a summary', async () => {
    const { lines, test, result, values } = await run(
      `lazy.nap; group('g', () => check(data, { fresh: (d) => d.n === 1 })); data.n = 2; c.add(1, { v: exec.vu.idInTest });
       console.log(__VU, __ITER, exec.scenario.name, exec.scenario.progress >= 0, exec.instance.vusActive, exec.test.options.scenarios.default.vus);`,
      {
        head: `const c = new Counter('c');
          export const options = { vus: 1, iterations: 2, thresholds: { c: ['count==2'], 'c{v:1}': ['count==2'] } };
          export function setup() { lazy.nap; return { n: 1, f() {} }; }
          export function teardown(d) { console.log('teardown', d.n); }`,
      },
    );
    expect(lines).to.deep.equal(['1 0 default true 1 1', '1 1 default true 1 1', 'teardown 1']);
    expect(values('checks')).to.include({ passes: 2, fails: 0 });
    expect(test.context.checks.all()[0]?.path).to.equal('::g::fresh');
    expect(values('group_duration')['count'] ?? 2).to.equal(2);
    expect(result.exitCode).to.equal(0);
  });

  it('keeps the state of each user apart, and shares arrays made once', async () => {
    const { lines } = await run(
      `n++; if (__ITER === 0) exec.vu.metrics.tags.z = 1; lazy.nap; console.log(__VU, n, s[0].v, s.length);`,
      {
        head: `let n = 0; const s = new SharedArray('s', () => { console.log('once'); return [{ v: 1 }]; });
          export const options = { scenarios: { a: { executor: 'per-vu-iterations', vus: 3, iterations: 2 } } };`,
      },
    );
    expect(lines[0]).to.equal('once');
    expect(lines.slice(1).sort()).to.deep.equal([
      '1 1 1 1',
      '1 2 1 1',
      '2 1 1 1',
      '2 2 1 1',
      '3 1 1 1',
      '3 2 1 1',
    ]);
  });

  it('fails, aborts and marks the test as failed', async () => {
    const failed = await run(`lazy.nap; fail('no');`);
    expect(failed.errors[0]).to.match(/^Error: no \(.*script\.ts:\d+:\d+\)/);
    expect(failed.result.exitCode).to.equal(0);
    const aborted = await run(`lazy.nap; exec.test.abort('why');`);
    expect(aborted.errors).to.deep.equal(['test aborted: why']);
    expect(aborted.result.exitCode).to.equal(108);
    const marked = await run(`lazy.nap; exec.test.fail();`);
    expect(marked.result.exitCode).to.equal(110);
  });

  it('is woken where it blocks when its time is over, and keeps its thread', async () => {
    const { lines, errors, warnings, test } = await withEnoughTime(
      (scale) =>
        run('', {
          head: `let n = 0; export const options = { scenarios: {
          a: { executor: 'constant-vus', vus: 1, duration: '${100 * scale}ms', gracefulStop: '${50 * scale}ms', exec: 'block' },
          b: { executor: 'per-vu-iterations', exec: 'back', startTime: '${300 * scale}ms' } } };
        export function block() { console.log('begun'); n++; try { sleep(60); } catch (e) { n++; sleep(60); n++; } }
        export function back() { lazy.nap; console.log('back', n, __VU); }`,
        }),
      hadBegun,
    );
    expect(errors).to.deep.equal([]);
    expect(warnings).to.deep.equal([]);
    expect(lines).to.deep.equal(['begun', 'back 2 1']);
    expect(test.context.counts).to.include({ interrupted: 1, completed: 1 });
  });

  it('gets another thread when it cannot be stopped', async () => {
    const { lines, warnings, test } = await withEnoughTime(
      (scale) =>
        run('', {
          head: `export const options = { scenarios: {
          a: { executor: 'constant-vus', vus: 1, duration: '${100 * scale}ms', gracefulStop: '0s', exec: 'hang' },
          b: { executor: 'per-vu-iterations', exec: 'back', startTime: '${300 * scale}ms' } } };
        export function hang() { console.log('begun'); for (;;); }
        export function back() { lazy.nap; console.log('back', __VU); }`,
        }),
      hadBegun,
    );
    expect(warnings).to.deep.equal(['the script of user 1 did not stop: its thread is made anew']);
    expect(lines).to.deep.equal(['begun', 'back 1']);
    expect(test.context.counts).to.include({ interrupted: 1, completed: 1 });
  });

  it('reports what its init code throws at its place in the source', async () => {
    const error: unknown = await run('lazy.nap;', { head: '\nnull.x;' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(ChaosError);
    expect((error as ChaosError).position).to.include({ line: 6 });
  });

  it('is refused for more users than threads', async () => {
    const error: unknown = await run('lazy.nap;', { options: { vus: 51, duration: '1s' } }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(ChaosError);
    const { code, message, position } = error as ChaosError;
    expect(code).to.equal('CHAOS_ERR_LOAD_UNSUPPORTED');
    expect(message).to.match(
      /a getter or setter cannot wait.*50 users at most, and the test has 51/,
    );
    expect(position).to.include({ line: 4 });
  });
});
