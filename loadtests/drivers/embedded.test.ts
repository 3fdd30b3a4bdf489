import { expect } from 'chai';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ChaosError } from '../../harness/contracts/errors.ts';
import type { LoadRequest, RunningLoad } from '../../harness/contracts/load.ts';
import type { Plan, PlannedUser } from '../../harness/contracts/plan.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { startEchoServer, type EchoServer } from '../engine/testing/echo-server.ts';
import { embeddedDriver } from './embedded.ts';
import { CollectedEvents } from './testing/collected-events.ts';

const user = (id: string, connections = 1): PlannedUser => ({
  id,
  cohort: id.startsWith('power') ? 'power' : 'signup',
  connections,
  startAfterMs: 0,
  arrival: false,
  seed: 1,
});

describe('embedded driver', () => {
  let server: EchoServer;
  let directory: string;
  let load: RunningLoad | undefined;
  let events: CollectedEvents;
  beforeEach(async () => {
    server = await startEchoServer();
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-load-'));
    events = new CollectedEvents();
    load = undefined;
  });
  afterEach(async () => {
    load?.kill();
    await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  /** Without a source the built-in mix runs. */
  async function start(
    users: readonly PlannedUser[],
    script: { source?: string; lanes?: Plan['lanes']; path?: string },
    more: Partial<LoadRequest> = {},
  ): Promise<RunningLoad> {
    if (script.source !== undefined) await writeFile(join(directory, 's.ts'), script.source);
    const url = `${server.url}${script.path ?? '/echo'}`;
    const plan = {
      target: {},
      serviceLevel: {},
      lanes: script.lanes ?? [],
      faults: [],
      load: {
        activity: 'idle',
        env: {},
        users,
        ...(script.source === undefined ? {} : { script: 's.ts' }),
      },
    } as unknown as Plan;
    load = await embeddedDriver(systemClock).start({
      plan,
      baseDirectory: directory,
      laneUrls: { default: url },
      workDirectory: join(directory, 'work'),
      durationMs: 20_000,
      onEvents: (each) => {
        events.add(each);
      },
      onExit: () => undefined,
      ...more,
    });
    return load;
  }

  /** While nobody has left. */
  const peerOf = (id: string) => {
    const index = server.upgrades.findIndex(({ headers }) => headers['x-chaos-connection'] === id);
    return [...server.clients][index]!;
  };

  const oneSocket = `
    import { WebSocket } from 'k6/websockets';
    export default () => {
      const open = () => {
        const w = new WebSocket(__ENV.WS_URL);
        w.onopen = () => w.send('x');
        w.onclose = () => setTimeout(open, 10);
      };
      open();
    }`;

  it('names the connections of a foreign script and tells their history', async () => {
    await start([user('power-1'), user('signup-1')], {
      source: `export const options = { vus: 2, iterations: 2 };${oneSocket}`,
    });
    await Promise.all([
      events.until('client.open', 'power-1.1.0'),
      events.until('client.open', 'signup-1.1.0'),
    ]);
    expect(server.upgrades.map(({ headers }) => headers['x-chaos-connection'])).to.have.members([
      'power-1.1.0',
      'signup-1.1.0',
    ]);
    for (const peer of server.clients) peer.close(1012, 'restart');
    await events.until('client.open', 'power-1.1.1');
    const closed = events
      .of('client.closed')
      .find(({ connection }) => connection === 'power-1.1.0');
    expect(closed).to.include({ code: 1012, by: 'server' });
    expect(await readdir(join(directory, 'work'))).to.deep.equal(['load-users.json']);
    await load?.stop(1000);
    expect(events.of('client.closed').at(-1)).to.include({ code: 1000, by: 'client' });
  });

  it('runs a script that says neither how many nor how long for every user until the end', async () => {
    const users = [user('power-1'), user('power-2'), user('signup-1')];
    const source = `export const options = { thresholds: {} };${oneSocket}`;
    await start(users, { source });
    for (const { id } of users) await events.until('client.open', `${id}.1.0`);
  });

  it('takes vanished connections away for good and leaves the others', async () => {
    const running = await start([user('power-1')], {
      source: `import { WebSocket } from 'k6/websockets';
        export default () => {
          for (let i = 0; i < 2; i++) {
            const w = new WebSocket(__ENV.WS_URL);
            w.onclose = (e) => console.log('closed', i, e.code);
          }
        }`,
    });
    await Promise.all(['power-1.1.0', 'power-1.2.0'].map((id) => events.until('client.open', id)));
    const gone = new Promise((resolve) => peerOf('power-1.1.0').once('close', resolve));
    await running.vanish(['power-1.1.0']);
    await gone;
    expect(events.of('client.vanished').map(({ connection }) => connection)).to.deep.equal([
      'power-1.1.0',
    ]);
    expect(server.closes).to.deep.equal([[1006, '']]);
    await running.stop(1000);
    await server.emptied();
    expect(events.of('load.log').map(({ text }) => text)).to.deep.equal(['closed 1 1000']);
    expect(server.closes).to.deep.equal([
      [1006, ''],
      [1000, ''],
    ]);
  });

  it('freezes connections with their sockets open, and lets them go on where they stopped', async () => {
    const running = await start([user('power-1')], {
      source: `import { WebSocket } from 'k6/websockets';
        export default () => {
          for (let i = 0; i < 2; i++) {
            const w = new WebSocket(__ENV.WS_URL);
            w.onmessage = (e) => e.data.length === 1 && w.send('heard ' + e.data);
          }
        }`,
    });
    await Promise.all(['power-1.1.0', 'power-1.2.0'].map((id) => events.until('client.open', id)));
    const heard: string[] = [];
    const [frozen, other] = ['power-1.1.0', 'power-1.2.0'].map((id) => peerOf(id));
    for (const [index, peer] of [frozen, other].entries())
      peer?.on('message', (data: Buffer) => heard.push(`${String(index)} ${data.toString()}`));
    await running.freeze?.(['power-1.1.0']);
    frozen?.send('a');
    frozen?.ping();
    const pong = new Promise((resolve) => frozen?.once('pong', resolve));
    other?.send('b');
    while (heard.length === 0) await new Promise((resolve) => other?.once('message', resolve));
    expect(heard).to.deep.equal(['1 heard b']);
    expect(frozen?.readyState).to.equal(1);
    await running.thaw?.(['power-1.1.0']);
    await pong;
    expect(heard).to.deep.equal(['1 heard b', '0 heard a']);
  });

  it('reports refusals with status and reason, and the summary at the end', async () => {
    const running = await start([user('signup-1')], {
      path: '/nowhere',
      source: `import { WebSocket } from 'k6/websockets';
        import { Counter } from 'k6/metrics';
        const errors = new Counter('my_errors');
        export const options = { iterations: 1, thresholds: { my_errors: ['count<1'] } };
        export default () => {
          const w = new WebSocket(__ENV.WS_URL);
          w.onerror = (e) => errors.add(1);
        }`,
    });
    await events.until('client.refused');
    await running.stop(1000);
    expect(events.of('client.refused')[0]).to.include({ status: 403, reason: 'Forbidden' });
    expect(events.of('load.threshold')[0]).to.include({ expression: 'count<1', ok: false });
    const mine = events.of('load.metric').find(({ metric }) => metric === 'my_errors');
    expect(mine?.values['count']).to.equal(1);
    expect(events.of('load.sample').at(-1)).to.include({ plannedStarts: 1, achievedStarts: 1 });
  });

  it('makes every user leave when the planned time is over', async () => {
    // they leave 250 ms before its end, and have to be there by then
    const running = await start([user('power-1', 2)], {}, { durationMs: 2000 });
    await Promise.all(
      ['power-1.1.0', 'power-1.2.0'].map((id) => events.until('client.closed', id)),
    );
    await running.stop(1000);
    await server.emptied();
    expect(server.closes).to.deep.equal([
      [1000, ''],
      [1000, ''],
    ]);
    expect(events.of('client.received').map(({ connection }) => connection)).to.include.members([
      'power-1.1.0',
      'power-1.2.0',
    ]);
  });

  it('ends users that sleep, wait or iterate for ever', async () => {
    const running = await start([user('power-1'), user('signup-1')], {
      source: `import { sleep } from 'k6'; import { WebSocket } from 'k6/websockets';
        export const options = { vus: 3, duration: '10m' };
        export default async () => {
          if (__VU === 1) for (;;) sleep(0.05);
          if (__VU === 2) await new Promise(() => {});
          const w = new WebSocket(__ENV.WS_URL); w.onclose = () => setTimeout(() => {}, 600000);
        }`,
    });
    await events.until('client.open', 'vu-3.1.0');
    await running.stop(2000);
    await server.emptied();
    expect(server.closes).to.deep.equal([[1000, '']]);
    expect(events.of('load.sample').at(-1)).to.include({ usersActive: 0, dropped: 0 });
  });

  it('rejects a script with a syntax error, position included', async () => {
    const error: unknown = await start([user('power-1')], { source: 'export default (;' }).catch(
      (reason: unknown) => reason,
    );
    expect(error).to.be.instanceOf(ChaosError);
    expect((error as ChaosError).code).to.equal('CHAOS_ERR_LOAD_SCRIPT');
    expect((error as ChaosError).position).to.include({ line: 1, column: 17 });
  });

  it('says when the process ends on its own', async () => {
    const exit = new Promise<unknown[]>((resolve) => {
      void start(
        [user('power-1')],
        { source: oneSocket },
        {
          onExit: (...how) => {
            resolve(how);
          },
        },
      ).then(({ pid }) => process.kill(pid, 'SIGKILL'));
    });
    expect(await exit).to.deep.equal([null, 'SIGKILL']);
  });
});
