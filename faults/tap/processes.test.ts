import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { WebSocket, WebSocketServer } from 'ws';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import { isAlive } from '../../harness/process/is-alive.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { tapStarter, type TapOfProcesses } from './start-tap.ts';

/** The chance that all of them meet the same one of two processes is 2^-39. */
const many = 40;
const names = Array.from({ length: many }, (_, index) => `c${index}`);

describe('a tap of two processes', () => {
  let server: WebSocketServer;
  let tap: TapOfProcesses;
  let sockets: readonly WebSocket[];
  let events: HistoryEvent[];

  beforeEach(async () => {
    events = [];
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    server.on('connection', (socket) => {
      socket.on('message', (data, isBinary) => {
        socket.send(data, { binary: isBinary });
      });
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    tap = await tapStarter(systemClock, { processes: 2 }).start(
      `ws://127.0.0.1:${port}/`,
      (more) => {
        events.push(...more);
      },
    );
    sockets = await Promise.all(names.map(connect));
  });
  afterEach(async () => {
    for (const socket of sockets) socket.terminate();
    await tap.stop(0);
    server.close();
  });

  async function connect(id?: string): Promise<WebSocket> {
    const headers = id === undefined ? {} : { 'x-chaos-connection': id };
    const socket = new WebSocket(tap.url, { headers });
    await once(socket, 'open');
    return socket;
  }
  async function echoAll(text: string): Promise<readonly string[]> {
    return Promise.all(
      sockets.map(async (socket) => {
        const heard = once(socket, 'message');
        socket.send(text);
        return String((await heard)[0]);
      }),
    );
  }
  async function withheld(): Promise<readonly number[]> {
    return (await tap.counters(names)).map((of) => of.withheld);
  }

  it('shares one port, and both take connections, under names that meet nowhere', async () => {
    const nameless = await Promise.all(Array.from({ length: many }, () => connect()));
    await tap.counters([]);
    const assigned = events.flatMap((event) =>
      event.kind === 'tap.open' && event.connection.startsWith('tap-') ? [event.connection] : [],
    );
    expect(new Set(assigned)).to.have.property('size', many);
    const odd = assigned.filter((name) => Number(name.slice('tap-'.length)) % 2 === 1);
    expect(odd).to.have.length.within(1, many - 1);
    for (const socket of nameless) socket.terminate();
  });

  it('counts every connection wherever it lives, and zero for one it never saw', async () => {
    expect(await echoAll('hi')).to.deep.equal(names.map(() => 'hi'));
    const counters = await tap.counters([...names, 'unknown']);
    expect(counters.map(({ connection }) => connection)).to.deep.equal([...names, 'unknown']);
    for (const of of counters.slice(0, many))
      expect(of).to.include({ open: true, messagesUp: 1, messagesDown: 1 });
    expect(counters.at(-1)).to.include({ open: false, messagesUp: 0 });
  });

  it('withholds and releases wherever a victim lives', async () => {
    await tap.injector?.arm('withholder', names, {
      kind: 'withhold',
      direction: 'down',
      every: 1,
      limit: 1,
    });
    for (const socket of sockets) socket.send('lost');
    expect(await echoAll('kept')).to.deep.equal(names.map(() => 'kept'));
    await tap.injector?.disarm('withholder');
    expect(await withheld()).to.deep.equal(names.map(() => 1));
  });

  it('arms, measures and disarms by owner in all of them', async () => {
    const { injector } = tap;
    await injector?.arm('f1', names, { kind: 'swallow', direction: 'up', frames: ['message'] });
    for (const socket of sockets) socket.send('lost');
    const trips = await injector?.roundTrips(names, { pings: 1, bytes: 16, withinMs: 5000 });
    expect(trips?.map(({ connection }) => connection)).to.have.members(names);
    for (const trip of trips ?? []) expect(trip.ms).to.be.a('number');
    await injector?.disarm('f1');
    expect(await echoAll('kept')).to.deep.equal(names.map(() => 'kept'));
    for (const { acted } of await tap.counters(names)) expect(acted?.['swallowed']).to.equal(1);
  });

  describe('when a name is used again and again', () => {
    /** One after the other: the last is the newest. */
    async function openTwins(): Promise<readonly WebSocket[]> {
      const twins: WebSocket[] = [];
      for (let one = 0; one < many; one++) twins.push(await connect('twin'));
      return twins;
    }
    /** Which of them get their message back. */
    async function echoing(twins: readonly WebSocket[]): Promise<readonly WebSocket[]> {
      const heard: WebSocket[] = [];
      for (const twin of twins) {
        twin.on('message', () => heard.push(twin));
        twin.send('lost?');
        twin.ping();
      }
      await Promise.all(twins.map((twin) => once(twin, 'pong')));
      return heard;
    }
    let twins: readonly WebSocket[];

    beforeEach(async () => {
      twins = await openTwins();
    });
    afterEach(() => {
      for (const twin of twins) twin.terminate();
    });

    it('arms a rule on the newest connection of the name, and on no other', async () => {
      await tap.injector?.arm('f1', ['twin', 'c0'], {
        kind: 'swallow',
        direction: 'up',
        frames: ['message'],
      });
      expect(await echoing(twins)).to.have.members(twins.slice(0, -1));
      const [twin] = await tap.counters(['twin']);
      expect(twin?.acted?.['swallowed']).to.equal(1);
    });

    it('withholds from the newest and from no other', async () => {
      await tap.injector?.arm('withholder', ['twin'], {
        kind: 'withhold',
        direction: 'down',
        every: 1,
        limit: 9,
      });
      expect(await echoing(twins)).to.have.members(twins.slice(0, -1));
    });

    it('releases whom it withheld from, though others have taken the name since', async () => {
      await tap.injector?.arm('withholder', ['twin'], {
        kind: 'withhold',
        direction: 'down',
        every: 1,
        limit: 9,
      });
      const newer = await openTwins();
      await tap.injector?.disarm('withholder');
      expect(await echoing(twins)).to.have.members(twins);
      for (const twin of newer) twin.terminate();
    });

    it('measures the way to one of them', async () => {
      const trips = await tap.injector?.roundTrips(['twin'], {
        pings: 1,
        bytes: 16,
        withinMs: 5000,
      });
      expect(trips?.map(({ connection }) => connection)).to.deep.equal(['twin']);
    });

    it('does nothing to the others once the newest is gone', async () => {
      const newest = twins.at(-1);
      const closed = newest === undefined ? undefined : once(newest, 'close');
      newest?.terminate();
      await closed;
      while ((await tap.counters(['twin']))[0]?.open === true);
      await tap.injector?.arm('withholder', ['twin'], {
        kind: 'withhold',
        direction: 'down',
        every: 1,
        limit: 9,
      });
      expect(await echoing(twins.slice(0, -1))).to.have.members(twins.slice(0, -1));
    });
  });

  it('is gone with the first of them that dies', async () => {
    const [, second = 0] = tap.pids;
    process.kill(second, 'SIGKILL');
    expect(await tap.exited).to.deep.equal({ code: null, signal: 'SIGKILL' });
    for (const pid of tap.pids) expect(isAlive(pid)).to.equal(false);
  });
});
