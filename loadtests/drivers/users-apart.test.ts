import { expect } from 'chai';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadRequest, RunningLoad } from '../../harness/contracts/load.ts';
import type { Plan, PlannedUser } from '../../harness/contracts/plan.ts';
import { isAlive } from '../../harness/process/is-alive.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { lookUntil } from '../../harness/process/time-limit.ts';
import { startEchoServer, type EchoServer } from '../engine/testing/echo-server.ts';
import { embeddedDriver } from './embedded.ts';
import { CollectedEvents } from './testing/collected-events.ts';

const user = (id: string): PlannedUser => ({
  id,
  cohort: 'power',
  connections: 1,
  startAfterMs: 0,
  arrival: false,
  seed: 1,
});
const echoing = `
  import { WebSocket } from 'k6/websockets';
  export default () => {
    const w = new WebSocket(__ENV.WS_URL);
    w.onmessage = (e) => e.data.length === 1 && w.send('heard ' + e.data);
  }`;

describe('users in a process of their own', () => {
  let server: EchoServer;
  let directory: string;
  let load: RunningLoad | undefined;
  let events: CollectedEvents;
  let exits: number;
  beforeEach(async () => {
    server = await startEchoServer();
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-apart-'));
    events = new CollectedEvents();
    exits = 0;
    load = undefined;
  });
  afterEach(async () => {
    load?.kill();
    await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  /** power-1 lives with nobody, power-2 and power-3 are in the process of f1. */
  async function start(source = echoing, more: Partial<LoadRequest> = {}): Promise<RunningLoad> {
    await writeFile(join(directory, 's.ts'), source);
    const plan = {
      target: {},
      serviceLevel: {},
      lanes: [],
      faults: [{ id: 'f1', process: 'f1', victims: ['power-2.1', 'power-3.1'] }],
      load: {
        activity: 'idle',
        env: {},
        users: ['power-1', 'power-2', 'power-3'].map(user),
        script: 's.ts',
      },
    } as unknown as Plan;
    load = await embeddedDriver(systemClock).start({
      plan,
      baseDirectory: directory,
      laneUrls: { default: `${server.url}/echo` },
      workDirectory: join(directory, 'work'),
      durationMs: 20_000,
      onEvents: (each) => {
        events.add(each);
      },
      onExit: () => {
        exits += 1;
      },
      ...more,
    });
    return load;
  }

  const allOpen = (): Promise<unknown> =>
    Promise.all(
      ['power-1.1.0', 'power-2.1.0', 'power-3.1.0'].map((id) => events.until('client.open', id)),
    );
  const peerOf = (id: string) => {
    const index = server.upgrades.findIndex(({ headers }) => headers['x-chaos-connection'] === id);
    return [...server.clients][index]!;
  };

  /** The server hears of it a moment after the processes have ended. */
  const closeCodes = async (count: number): Promise<readonly number[]> => {
    await lookUntil(systemClock, { withinMs: 10_000, everyMs: 5 }, () =>
      Promise.resolve(server.closes.length >= count ? true : undefined),
    );
    return server.closes.map(([code]) => code);
  };

  it('are stopped with it and go on where they stopped, while others talk', async () => {
    const running = await start();
    await allOpen();
    const apart = running.process?.('f1');
    expect(running.others?.map(({ pid }) => pid)).to.deep.equal([apart?.pid]);
    expect(apart?.pid).not.to.equal(running.pid);
    const heard: string[] = [];
    for (const id of ['power-1.1.0', 'power-2.1.0'])
      peerOf(id).on('message', (data: Buffer) => heard.push(`${id} ${data.toString()}`));
    apart?.freeze();
    peerOf('power-2.1.0').send('a');
    peerOf('power-1.1.0').send('b');
    while (heard.length === 0)
      await new Promise((resolve) => peerOf('power-1.1.0').once('message', resolve));
    expect(heard).to.deep.equal(['power-1.1.0 heard b']);
    const answered = new Promise((resolve) => peerOf('power-2.1.0').once('message', resolve));
    apart?.thaw();
    await answered;
    expect(heard).to.deep.equal(['power-1.1.0 heard b', 'power-2.1.0 heard a']);
    await running.stop(1000);
    expect(await closeCodes(3)).to.deep.equal([1000, 1000, 1000]);
  });

  it('are killed with it: no goodbye, no exit of the load, and the history says who is gone', async () => {
    const running = await start();
    await allOpen();
    const apart = running.process?.('f1');
    await apart?.kill();
    expect(isAlive(apart?.pid ?? 0)).to.equal(false);
    const gone = events.of('client.vanished').map(({ connection }) => connection);
    expect(gone.toSorted()).to.deep.equal(['power-2.1.0', 'power-3.1.0']);
    await running.stop(1000);
    expect(exits).to.equal(0);
    expect(await closeCodes(3)).to.deep.equal([1006, 1006, 1000]);
    expect(events.of('load.ready').map(({ users }) => users)).to.deep.equal([3]);
  });

  it('say goodbye when the load stops while they are stopped', async () => {
    const running = await start();
    await allOpen();
    running.process?.('f1')?.freeze();
    await running.stop(1000);
    expect(await closeCodes(3)).to.deep.equal([1000, 1000, 1000]);
  });

  it('can be hit one by one as well', async () => {
    const running = await start();
    await allOpen();
    await running.vanish(['power-1.1.0', 'power-2.1.0']);
    const gone = events.of('client.vanished').map(({ connection }) => connection);
    expect(gone.toSorted()).to.deep.equal(['power-1.1.0', 'power-2.1.0']);
    await events.until('client.open', 'power-3.1.0');
  });

  it('end the whole load when their process ends by itself', async () => {
    const exit = new Promise<unknown[]>((resolve) => {
      void start(echoing, {
        onExit: (...how) => {
          resolve(how);
        },
      }).then(({ others }) => process.kill(others?.[0]?.pid ?? 0, 'SIGKILL'));
    });
    expect(await exit).to.deep.equal([null, 'SIGKILL']);
  });

  it('need a script that leaves their number to the plan; then nothing is left running', async () => {
    const error = await start(`export const options = { vus: 2, iterations: 2 };${echoing}`).catch(
      (reason: unknown) => reason,
    );
    expect(error)
      .to.be.an('error')
      .with.property('message')
      .that.contains('the script runs 2 users where the plan has 1');
    expect(error).to.have.property('code', 'CHAOS_ERR_LOAD_START');
    while (server.clients.size > 0)
      await new Promise((resolve) => [...server.clients][0]?.once('close', resolve));
    expect((await readdir(join(directory, 'work'))).toSorted()).to.deep.equal([
      'load-users.json',
      'users-f1',
    ]);
  });
});
