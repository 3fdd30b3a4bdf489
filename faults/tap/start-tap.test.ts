import { once } from 'node:events';
import { expect } from 'chai';
import { WebSocket, WebSocketServer } from 'ws';
import type { AddressInfo } from 'node:net';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import type { RunningTap } from '../../harness/contracts/parts.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { tapStarter } from './start-tap.ts';

describe('tapStarter', () => {
  let server: WebSocketServer;
  let tap: RunningTap;
  const events: HistoryEvent[] = [];

  before(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: true });
    server.on('connection', (socket) => {
      socket.on('message', (data, isBinary) => {
        socket.send(data, { binary: isBinary });
      });
    });
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    tap = await tapStarter(systemClock).start(`ws://127.0.0.1:${port}/chat?room=1`, (more) => {
      events.push(...more);
    });
  });
  after(async () => {
    await tap.stop(0);
    for (const socket of server.clients) socket.terminate();
    server.close();
  });

  async function connect(id: string): Promise<WebSocket> {
    const socket = new WebSocket(tap.url, { headers: { 'x-chaos-connection': id } });
    await once(socket, 'open');
    return socket;
  }

  it('listens at the path of the target', () => {
    expect(tap.url).to.match(/^ws:\/\/127\.0\.0\.1:\d+\/chat\?room=1$/);
  });

  it('declines compression for both sides', async () => {
    const socket = await connect('plain');
    expect(socket.extensions).to.equal('');
    socket.terminate();
  });

  it('has its ledger delivered before it answers a call made later', async () => {
    const socket = await connect('first');
    await tap.counters([]);
    const opened = events.filter((event) => event.kind === 'tap.open');
    expect(opened.map(({ connection }) => connection)).to.include('first');
    socket.terminate();
  });

  it('withholds until it is disarmed, and says zero of those it never saw', async () => {
    const socket = await connect('chosen');
    const heard: string[] = [];
    socket.on('message', (data: Buffer) => heard.push(data.toString()));
    await tap.injector?.arm('withholder', ['chosen', 'unknown'], {
      kind: 'withhold',
      direction: 'down',
      every: 1,
      limit: 100,
    });
    socket.send('lost');
    socket.ping();
    await once(socket, 'pong');
    await tap.injector?.disarm('withholder');
    await tap.injector?.disarm('withholder');
    socket.send('kept');
    await once(socket, 'message');
    expect(heard).to.deep.equal(['kept']);
    const [chosen, unknown] = await tap.counters(['chosen', 'unknown']);
    expect(chosen).to.include({ open: true, withheld: 1, messagesDown: 2 });
    expect(unknown).to.include({ open: false, messagesDown: 0 });
    socket.terminate();
  });

  it('ends when it is told to, and its calls say so', async () => {
    const second = await tapStarter(systemClock).start('ws://127.0.0.1:9/', () => undefined);
    await second.stop(1000);
    await second.stop(1000);
    await second.exited;
    const error = await second.counters([]).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(Error);
  });
});
