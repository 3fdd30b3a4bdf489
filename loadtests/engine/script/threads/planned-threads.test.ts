import { expect } from 'chai';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientEvent, LoadEvent } from '../../../../harness/contracts/history.ts';
import { EngineProcess } from '../../engine-process.ts';
import { startEchoServer, type EchoServer } from '../../testing/echo-server.ts';
import { compileScript } from '../compile-script.ts';

type Event = ClientEvent | LoadEvent;

/** A script of a scenario whose blocking calls cannot become waits. */
describe('threads in a scenario', () => {
  let server: EchoServer;
  let directory: string;
  let events: Event[];
  let heard: (() => void)[];
  let engine: EngineProcess | undefined;
  beforeEach(async () => {
    server = await startEchoServer();
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-planned-'));
    [events, heard, engine] = [[], [], undefined];
  });
  afterEach(async () => {
    await engine?.stop(100);
    await server[Symbol.asyncDispose]();
    await rm(directory, { recursive: true });
  });

  async function start(body: string): Promise<EngineProcess> {
    const file = join(directory, 's.ts');
    await writeFile(
      file,
      `import { sleep } from 'k6'; import ws from 'k6/ws'; import { WebSocket } from 'k6/websockets'; import { Counter } from 'k6/metrics';
       const lazy = { get nap() { sleep(0.01); return 'slept'; } }; const gap = new Counter('chaos_gap');
       export const options = { scenarios: { all: { executor: 'per-vu-iterations', vus: 2, maxDuration: '30s', gracefulStop: '1s' } } };
       export default function () { lazy.nap; ${body} }`,
    );
    engine = new EngineProcess(
      {
        ...{
          script: await compileScript(file),
          env: { WS_URL: `${server.url}/echo` },
          defaults: {},
        },
        ...{ users: [{ id: 'power-1' }, { id: 'signup-1' }], lanes: [], durationMs: 20_000 },
        laneUrls: { default: `${server.url}/echo` },
      },
      (event) => {
        events.push(event);
        for (const look of heard) look();
      },
    );
    await engine.start();
    return engine;
  }

  function until(isThere: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (isThere()) resolve();
      };
      heard.push(look);
      look();
    });
  }
  const of = (kind: string, connection = ''): Event[] =>
    events.filter(
      (event) =>
        event.kind === kind &&
        (connection === '' || ('connection' in event && event.connection === connection)),
    );

  it('names and routes both kinds of sockets, and tells their history', async () => {
    await start(`const w = new WebSocket(__ENV.WS_URL);
      w.binaryType = 'arraybuffer';
      w.onopen = () => w.send(new Uint8Array([1, 2]));
      w.onmessage = (e) => { gap.add(1, { connection: 'power-1.1.0', from: e.data.byteLength, to: 5 }); w.close(4001, 'r'); };
      w.onclose = (e) => { lazy.nap; ws.connect(__ENV.WS_URL, null, (s) => s.on('open', () => s.send(String(e.code)))); };`);
    await until(() => of('client.open').length === 4);
    const names = server.upgrades.map(({ headers }) => headers['x-chaos-connection']);
    expect(names).to.have.members(['power-1.1.0', 'signup-1.1.0', 'power-1.1.1', 'signup-1.1.1']);
    expect(server.closes).to.deep.equal([
      [4001, 'r'],
      [4001, 'r'],
    ]);
    expect(of('client.closed', 'power-1.1.0')[0]).to.include({ code: 4001, by: 'client' });
    expect(of('client.gap', 'power-1.1.0')[0]).to.include({ fromSeq: 2, toSeq: 5 });
    await until(() => server.received.filter((text) => text === '4001').length === 2);
    await engine?.stop(2000);
    expect(of('client.closed', 'signup-1.1.1')[0]).to.include({ code: 1000, by: 'client' });
  });

  it('take connections away and stop them', async () => {
    const running = await start(`new WebSocket(__ENV.WS_URL);`);
    await until(() => of('client.open').length === 2);
    await running.vanish(['power-1.1.0']);
    expect(of('client.vanished', 'power-1.1.0')).to.have.length(1);
    expect(of('client.closed')).to.have.length(0);
    running.freeze(['signup-1.1.0']);
    running.thaw(['signup-1.1.0']);
    for (const peer of server.clients) peer.close(1012);
    await until(() => of('client.closed').length === 1);
    expect(of('client.closed', 'signup-1.1.0')[0]).to.include({ code: 1012, by: 'server' });
  });

  it('leave at the end, whatever blocks', async () => {
    const running = await start(`sleep(60);`);
    await until(() =>
      of('load.sample').some((event) => 'usersActive' in event && event.usersActive === 2),
    );
    await running.stop(1000);
    expect(of('load.metric').length).to.be.above(0);
    engine = undefined;
  });
});
