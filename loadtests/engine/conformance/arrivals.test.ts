import { expect } from 'chai';
import { parseSegment } from '../options/execution-segment.ts';
import { startEchoServer } from '../testing/echo-server.ts';
import { wasOpened, withEnoughTime } from '../testing/enough-time.ts';
import { runScript, type ScriptRun, type ScriptSettings } from '../testing/run-script.ts';

/** One scenario on a real clock, five to ten times as fast as the vectors have it. */
const run = (scenario: object, body: string, settings: ScriptSettings = {}): Promise<ScriptRun> =>
  runScript(
    `import exec from 'k6/execution'; import { WebSocket } from 'k6/websockets'; let n = 0;
     const rest = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
     export const options = { scenarios: { s: ${JSON.stringify(scenario)} } };
     export default async function () { ${body} }`,
    { name: 'script.js', ...settings },
  );

/** Vectors 19–23 and 27 of the k6 reference; the executors' own tests have them on a simulated clock. */
describe('k6 executors at work', () => {
  it('cut open sockets after the graceful stop, and the server sees it (19)', async () => {
    await using server = await startEchoServer();
    const { test, result } = await withEnoughTime(
      (scale) => {
        const times = { duration: `${150 * scale}ms`, gracefulStop: '50ms' };
        const scenario = { executor: 'constant-vus', vus: 2, ...times };
        return run(scenario, `new WebSocket(__ENV.B + '/silent');`, { env: { B: server.url } });
      },
      (ran) => wasOpened(ran, 2),
    );
    expect(test.context.counts).to.include({ interrupted: 2, completed: 0 });
    expect(result.durationMs).to.be.at.least(199);
    await server.emptied();
    expect(server.closes.slice(-2).map(([code]) => code)).to.deep.equal([1006, 1006]);
  });

  it('ramp users up in steps and drop them at once (20)', async () => {
    const { lines, test } = await withEnoughTime(
      (scale) =>
        run(
          {
            ...{ executor: 'ramping-vus', startVUs: 0, gracefulRampDown: '0s' },
            stages: [
              { duration: `${400 * scale}ms`, target: 4 },
              { duration: '0', target: 1 },
              { duration: `${200 * scale}ms`, target: 1 },
            ],
          },
          `await rest(10); console.log(exec.instance.vusActive, exec.vu.idInTest, exec.instance.currentTestRunDuration);`,
        ),
      (ran, scale) => {
        const atMs = ran.lines.map((line) => Number(line.split(' ')[2]));
        const gapsMs = [...atMs, 600 * scale].map((ms, i) => ms - (atMs[i - 1] ?? 100 * scale));
        return Math.max(...gapsMs) < 80 * scale;
      },
    );
    const active = lines.map((line) => Number(line.split(' ')[0]));
    expect(active[0]).to.equal(1);
    expect(Math.max(...active)).to.be.within(3, 4);
    expect(active.at(-1)).to.equal(1);
    // those that are left are the first ones
    expect(lines.at(-1)).to.match(/^1 1 /);
    expect(test.pool.size).to.equal(4);
  });

  const arrivals = {
    executor: 'constant-arrival-rate',
    rate: 50,
    timeUnit: '1s',
    duration: '400ms',
  };

  it('start iterations at a rate (21)', async () => {
    // for all that are due when the machine stands still
    const { values, test } = await run({ ...arrivals, preAllocatedVUs: 20 }, '');
    expect(values('iterations')['count']).to.equal(20);
    expect(test.context.counts.dropped).to.equal(0);
  });

  it('drop what no user is free for (22)', async () => {
    const { values, test } = await run(
      { ...arrivals, preAllocatedVUs: 1, maxVUs: 1 },
      'await rest(200);',
    );
    const { completed, interrupted } = test.context.counts;
    const dropped = values('dropped_iterations')['count'] ?? 0;
    expect(completed + interrupted + dropped).to.equal(20);
    expect(completed).to.be.within(1, 3);
  });

  it('follow a rate that ramps and jumps (23)', async () => {
    const { values } = await run(
      {
        ...{
          executor: 'ramping-arrival-rate',
          startRate: 0,
          timeUnit: '100ms',
          preAllocatedVUs: 31,
        },
        stages: [
          { target: 10, duration: '200ms' },
          { target: 20, duration: '0' },
          { target: 20, duration: '100ms' },
        ],
      },
      '',
    );
    expect(values('iterations')['count']).to.be.within(29, 31);
  });

  it('split users and iterations among instances (27)', async () => {
    const scenario = { executor: 'per-vu-iterations', vus: 5, iterations: 2 };
    const body = 'console.log(exec.vu.idInTest);';
    const [left, right] = await Promise.all(
      ['0:1/2', '1/2:1'].map((segment) =>
        run(scenario, body, { share: parseSegment(segment, '0,1/2,1') }),
      ),
    );
    const ids = [left, right].map((one) => [...new Set(one?.lines)]);
    expect((left?.lines.length ?? 0) + (right?.lines.length ?? 0)).to.equal(10);
    expect(ids.flat().sort()).to.deep.equal(['1', '2', '3', '4', '5']);
  });
});
