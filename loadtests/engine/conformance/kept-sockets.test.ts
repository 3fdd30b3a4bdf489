import { expect } from 'chai';
import { fileURLToPath } from 'node:url';
import { startEchoServer, type EchoServer } from '../testing/echo-server.ts';
import { wasOpened, withEnoughTime } from '../testing/enough-time.ts';
import { runScript, type ScriptRun, type ScriptSettings } from '../testing/run-script.ts';

/** Beyond k6: `loadtests/sockets.ts`. */
describe('a kept socket', () => {
  let server: EchoServer;
  beforeEach(async () => {
    server = await startEchoServer();
  });
  afterEach(() => server[Symbol.asyncDispose]());

  const run = (body: string, settings: ScriptSettings = {}): Promise<ScriptRun> =>
    runScript(
      `import { keptSocket } from 'ws-chaos/sockets'; import { WebSocket } from 'k6/websockets';
       const url = (path) => __ENV.B + path; export default function () { ${body} }`,
      { name: 'script.js', ...settings, env: { B: server.url } },
    );

  it('is the same for all iterations of a user, and closed at the end', async () => {
    const script = JSON.stringify(
      fileURLToPath(new URL('../../scripts/kept-socket.ts', import.meta.url)),
    );
    const { values, result, test, warnings } = await runScript(
      `export * from ${script}; export { default } from ${script};`,
      { env: { WS_URL: `${server.url}/echo` } },
    );
    expect(result.exitCode).to.equal(0);
    expect(warnings).to.deep.equal([]);
    expect(server.upgrades).to.have.length(2);
    expect(server.closes).to.deep.equal([
      [1000, ''],
      [1000, ''],
    ]);
    expect(values('checks')).to.include({ passes: 10, fails: 0 });
    expect(values('ws_sessions')['count']).to.equal(2);
    expect(values('ws_session_duration')['min']).to.be.above(0);
    expect(test.context.counts).to.include({ completed: 10, interrupted: 0 });
  });

  it('is opened anew when it has ended between iterations', async () => {
    const { lines } = await run(
      `const { socket, isNew, rest } = keptSocket('a', () => new WebSocket(url('/close?code=4000')));
       socket.onopen = rest; console.log(isNew);
       return new Promise((resolve) => { socket.onclose = (e) => { console.log('closed', e.code); resolve(); }; });`,
      { options: { iterations: 2 } },
    );
    expect(lines).to.deep.equal(['true', 'closed 4000', 'true', 'closed 4000']);
    expect(server.upgrades).to.have.length(2);
  });

  it('hears between iterations, where an exception is logged and ends nothing', async () => {
    const { lines, errors, test } = await withEnoughTime(
      (scale) =>
        run(
          `const { socket, isNew, rest } = keptSocket('a', () => new WebSocket(url('/ping?every=10')));
       if (isNew) { let n = 0; socket.onopen = rest; socket.onping = () => { n++; if (n === 2) throw new Error('second'); if (n === 4) console.log('fourth'); }; } else rest();`,
          { options: { vus: 1, iterations: 2, minIterationDuration: `${100 * scale}ms` } },
        ),
      (ran) => ran.lines.length > 0,
    );
    expect(errors).to.have.length(1);
    expect(errors[0]).to.match(/^Error: second/);
    expect(lines).to.deep.equal(['fourth']);
    expect(test.context.counts.completed).to.equal(2);
  });

  it('is cut with its iteration while it is in use', async () => {
    const { test, samples } = await withEnoughTime(
      (scale) => {
        const times = { duration: `${60 * scale}ms`, gracefulStop: '20ms' };
        const s = { executor: 'constant-vus', vus: 1, ...times };
        return run(`keptSocket('a', () => new WebSocket(url('/silent')));`, {
          options: { scenarios: { s } },
        });
      },
      (ran) => wasOpened(ran, 1),
    );
    expect(test.context.counts).to.include({ interrupted: 1, completed: 0 });
    expect(samples.filter(({ metric }) => metric.name === 'ws_sessions')).to.have.length(1);
    await server.emptied();
    expect(server.closes.at(-1)).to.deep.equal([1006, '']);
  });

  it('is closed with its iteration on an engine that has none', async () => {
    const { warnings } = await run(
      `const ws = new WebSocket(url('/echo')); const k6Socket = { close: () => ws.close() };
       const { rest, isNew } = keptSocket('a', () => k6Socket); ws.onopen = rest; ws.onclose = () => console.log(isNew);`,
      { options: { iterations: 2 } },
    );
    expect(warnings).to.deep.equal([
      'sockets end with their iteration here: each one opens its own',
    ]);
    expect(server.upgrades).to.have.length(2);
  });

  it('is refused by name where a script asks for a module of ours that is not there', async () => {
    const error: unknown = await runScript(
      `import 'ws-chaos/nope'; export default () => {};`,
    ).catch((reason: unknown) => reason);
    expect(String(error)).to.match(/module ws-chaos\/nope is not there/);
  });
});
