import { expect } from 'chai';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import type { RunningLoad } from '../../harness/contracts/load.ts';
import type { PlannedNetwork } from '../../harness/contracts/network.ts';
import type { Plan } from '../../harness/contracts/plan.ts';
import type { ServiceLevel } from '../../harness/contracts/scenario.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import type { ClientMessage, ServerMessage } from '../../target/protocol.ts';
import { embeddedDriver } from './embedded.ts';

/** A chat server in the hands of the test, and everything the user mix says to it. */
class Talk {
  readonly said: ClientMessage[] = [];
  readonly upgrades: IncomingMessage[] = [];
  readonly events: HistoryEvent[] = [];
  #waiting: { test: () => boolean; resolve: () => void }[] = [];

  changed(): void {
    const due = this.#waiting.filter(({ test }) => test());
    this.#waiting = this.#waiting.filter((one) => !due.includes(one));
    for (const { resolve } of due) resolve();
  }
  until(test: () => boolean): Promise<void> {
    return test()
      ? Promise.resolve()
      : new Promise((resolve) => this.#waiting.push({ test, resolve }));
  }
  untilSaid(type: ClientMessage['type']): Promise<void> {
    return this.until(() => this.said.some((message) => message.type === type));
  }
  untilEvent(kind: HistoryEvent['kind']): Promise<void> {
    return this.until(() => this.events.some((event) => event.kind === kind));
  }
}

describe('user mix', () => {
  let talk: Talk;
  let directory: string;
  let load: RunningLoad | undefined;
  let refusals: number;
  const http = createServer();
  const sockets = new WebSocketServer({ noServer: true });
  http.on('upgrade', (request, socket, head) => {
    talk.upgrades.push(request);
    if (refusals-- > 0) {
      const body = '{"error":"limit","reason":"full","retryable":true}';
      const head503 = 'HTTP/1.1 503 Service Unavailable\r\nRetry-After: 0\r\n';
      socket.end(`${head503}Content-Length: ${body.length}\r\n\r\n${body}`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (peer) => {
      peer.on('message', (data: Buffer) => {
        talk.said.push(JSON.parse(data.toString()) as ClientMessage);
        talk.changed();
      });
      sockets.emit('connection', peer, request);
    });
  });
  before(async () => {
    await once(http.listen(0, '127.0.0.1'), 'listening');
  });
  after(() => {
    http.close();
  });
  beforeEach(async () => {
    talk = new Talk();
    refusals = 0;
    directory = await mkdtemp(join(tmpdir(), 'ws-chaos-mix-'));
  });
  afterEach(async () => {
    load?.kill();
    for (const peer of sockets.clients) peer.terminate();
    await rm(directory, { recursive: true });
  });

  async function start(
    activity: 'chat' | 'idle',
    given: { network?: Partial<PlannedNetwork>; serviceLevel?: Partial<ServiceLevel> } = {},
  ): Promise<(message: ServerMessage) => void> {
    const connected = once(sockets, 'connection') as Promise<[WebSocket]>;
    const user = { id: 'power-1', cohort: 'power', connections: 1, startAfterMs: 0, seed: 4 };
    const planned = {
      activity,
      env: {},
      users: [{ ...user, network: 'some' }],
      networks: [{ name: 'some', toxics: [], ...given.network }],
    };
    const { serviceLevel = {} } = given;
    const plan = {
      ...{ lanes: [], faults: [], target: {} },
      ...{ load: planned, serviceLevel },
    } as unknown as Plan;
    load = await embeddedDriver(systemClock).start({
      plan,
      baseDirectory: directory,
      laneUrls: {
        default: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/chat`,
      },
      workDirectory: directory,
      durationMs: 10_000,
      onEvents: (events) => {
        talk.events.push(...events);
        talk.changed();
      },
      onExit: () => undefined,
    });
    const [peer] = await connected;
    return (message) => {
      peer.send(JSON.stringify(message));
    };
  }

  const event = (seq: number): ServerMessage => ({ type: 'ai_response', seq, turn: 99, data: 'x' });
  const hello: ServerMessage = { type: 'hello', connection: 'power-1.1.0', acks: true };

  it('introduces itself, acknowledges, and asks again for what is missing', async () => {
    const send = await start('idle');
    expect(talk.upgrades[0]?.url).to.equal('/chat?user=power-1&tier=power&session=1');
    expect(talk.upgrades[0]?.headers['x-chaos-connection']).to.equal('power-1.1.0');
    for (const message of [hello, event(1), event(4)]) send(message);
    await talk.untilSaid('resume');
    expect(talk.said.find(({ type }) => type === 'resume')).to.deep.equal({
      type: 'resume',
      fromSeq: 2,
    });
    for (const message of [event(2), event(3), event(3)]) send(message);
    await talk.until(() => talk.said.some((said) => said.type === 'ack' && said.seq === 4));
    await load?.stop(1000);
    const of = (kind: string): object | undefined =>
      talk.events.findLast((each) => each.kind === kind);
    const range = { connection: 'power-1.1.0', fromSeq: 2, toSeq: 3 };
    expect(of('client.gap')).to.include(range);
    expect(of('client.gap-filled')).to.include(range);
    expect(of('client.received')).to.include({ count: 4, lastSeq: 4, repeated: 1 });
  });

  it('answers a probe at once and reports events that the server gave up', async () => {
    const send = await start('idle');
    send({ ...hello, acks: false });
    send({ type: 'probe', seq: 1, nonce: 'n' });
    await talk.untilSaid('ack');
    send(event(4));
    send({ type: 'gap', fromSeq: 2, toSeq: 3 });
    await talk.untilEvent('client.gap-reported');
    expect(talk.said).to.deep.equal([{ type: 'ack', seq: 1 }]);
    expect(talk.events.find(({ kind }) => kind === 'client.gap-reported')).to.include({
      fromSeq: 2,
      toSeq: 3,
    });
  });

  it('talks in turns, and measures round trips', async () => {
    const send = await start('chat');
    send(hello);
    await Promise.all([talk.untilSaid('echo'), talk.untilSaid('prompt')]);
    const prompt = talk.said.find((said) => said.type === 'prompt');
    expect(prompt).to.include({ intervalMs: 25 });
    const turn = prompt?.type === 'prompt' ? prompt.turn : 0;
    send({ type: 'agent_completed', seq: 1, turn, data: '' });
    await talk.until(() =>
      talk.said.some((said) => said.type === 'prompt' && said.turn === turn + 1),
    );
    expect(talk.events.map(({ kind }) => kind)).to.not.include.members(['client.foreign']);
    expect(talk.events.map(({ kind }) => kind)).to.not.include.members(['client.answers']);
  });

  it('tells of answers to what it never asked', async () => {
    const send = await start('chat');
    send(hello);
    await Promise.all([talk.untilSaid('echo'), talk.untilSaid('prompt')]);
    send({ type: 'ai_response', seq: 1, turn: 77, data: '' });
    send({ type: 'echo', nonce: '78' });
    await talk.until(
      () => talk.events.filter(({ kind }) => kind === 'client.foreign').length === 2,
    );
    const foreign = talk.events.filter((event) => event.kind === 'client.foreign');
    expect(foreign.map(({ connection, what }) => [connection, what])).to.deep.equal([
      ['power-1.1.0', 'ai_response of turn 77'],
      ['power-1.1.0', 'the answer to echo 78'],
    ]);
  });

  it('tells how late answers are, where the service level asks for it', async () => {
    const send = await start('chat', { serviceLevel: { bystandersWithinMs: 300 } });
    send(hello);
    await talk.untilEvent('client.answers');
    const answers = talk.events.find((event) => event.kind === 'client.answers');
    expect(answers).to.include({ connection: 'power-1.1.0', answered: 0, slowestMs: 0 });
    expect(answers?.waiting).to.be.within(1, 2);
    expect(answers?.waitedMs).to.be.above(0);
    const echo = talk.said.findLast((said) => said.type === 'echo');
    send({ type: 'echo', nonce: echo?.type === 'echo' ? echo.nonce : '' });
    await talk.until(() =>
      talk.events.some((event) => event.kind === 'client.answers' && event.answered > 0),
    );
    const late = talk.events.findLast((event) => event.kind === 'client.answers');
    expect(late).to.include({ answered: 1 });
    expect(late?.slowestMs).to.be.above(450);
  });

  it('keeps trying after refusals and comes back after a cut', async () => {
    refusals = 2;
    await start('idle');
    // what the engine tells comes by another way than its connections
    const refused = (): number =>
      talk.events.filter(({ kind }) => kind === 'client.refused').length;
    await talk.until(() => refused() >= 2);
    expect(refused()).to.equal(2);
    const again = once(sockets, 'connection');
    for (const peer of sockets.clients) peer.terminate();
    await again;
    expect(talk.upgrades.map(({ headers }) => headers['x-chaos-connection'])).to.deep.equal([
      ...['power-1.1.0', 'power-1.1.1', 'power-1.1.2', 'power-1.1.3'],
    ]);
  });

  it('rings its timers seldom in a hidden tab, and comes back no sooner', async () => {
    await start('idle', { network: { hiddenTab: { timersEveryMs: 75_000, afterMs: 0 } } });
    for (const peer of sockets.clients) peer.terminate();
    const triesUs = (): number[] =>
      talk.events.flatMap(({ kind, atUs }) => (kind === 'client.connecting' ? [atUs] : []));
    await talk.until(() => triesUs().length > 1);
    const [firstUs = 0, againUs = 0] = triesUs();
    // a fiftieth of life, from when the tab was hidden; the mix’s own back-off would be 200 ms at most
    expect((againUs - firstUs) / 1000).to.be.above(900);
  });
});
