import { once } from 'node:events';
import { expect } from 'chai';
import type { HistoryKind, TapEvent } from '../../harness/contracts/history.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import { rawConnect, rawServer, type RawServer, type RawSocket } from '../testing/raw-socket.ts';
import { closePayload, encodeFrame } from './encode-frame.ts';
import { Ledger } from './ledger.ts';
import { listenTap, type ListeningTap } from './listen.ts';

const upgraded = 'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n';
const endOfHead = '\r\n\r\n';

function clientFrame(opcode: number, payload: Buffer | string = ''): Buffer {
  return encodeFrame({ opcode, payload, masked: true });
}
function serverFrame(opcode: number, payload: Buffer | string = ''): Buffer {
  return encodeFrame({ opcode, payload, masked: false });
}
function upgradeRequest(id?: string): string {
  const named = id === undefined ? '' : `x-chaos-connection: ${id}\r\n`;
  return `GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\n${named}\r\n`;
}

describe('the tap', () => {
  let server: RawServer;
  let tap: ListeningTap;
  let ledger: Ledger;
  let events: TapEvent[];
  let wake = (): void => undefined;

  beforeEach(async () => {
    events = [];
    server = await rawServer();
    ledger = new Ledger(systemClock, (event) => {
      events.push(event);
      wake();
    });
    tap = await listenTap({ host: '127.0.0.1', port: server.port }, ledger);
  });
  afterEach(async () => {
    server.close();
    await tap.close();
  });

  async function untilEvent(kind: HistoryKind): Promise<TapEvent> {
    for (;;) {
      const found = events.find((event) => event.kind === kind);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  async function open(id?: string): Promise<{ client: RawSocket; peer: RawSocket }> {
    const client = await rawConnect(tap.port, true);
    client.socket.write(upgradeRequest(id));
    const peer = await server.accept();
    await peer.until((bytes) => bytes.includes(endOfHead));
    peer.socket.write(upgraded);
    await client.until((bytes) => bytes.includes(endOfHead));
    return { client, peer };
  }
  function without(event: TapEvent): unknown {
    const { atUs, ...rest } = event;
    expect(atUs).to.be.a('number');
    return rest;
  }

  it('joins a connection under the name the client gave, with the ports of both legs', async () => {
    const { client, peer } = await open('power-1.1.0');
    expect(without(await untilEvent('tap.open'))).to.deep.equal({
      kind: 'tap.open',
      connection: 'power-1.1.0',
      clientPort: client.socket.localPort,
      serverPort: peer.socket.remotePort,
    });
    expect(peer.received().toString()).to.contain('x-chaos-connection: power-1.1.0');
  });

  it('names a connection that brought no name, and tells the server', async () => {
    const { peer } = await open();
    expect(await untilEvent('tap.open')).to.have.property('connection', 'tap-1');
    expect(peer.received().toString()).to.contain('x-chaos-connection: tap-1');
  });

  it('passes bytes on as they came, both ways, and counts them', async () => {
    const { client, peer } = await open('c');
    const up = Buffer.concat([clientFrame(1, 'hi'), clientFrame(9), clientFrame(10)]);
    const down = Buffer.concat([serverFrame(2, Buffer.alloc(70_000, 7)), serverFrame(9)]);
    client.socket.write(up);
    peer.socket.write(down);
    await peer.until((bytes) => bytes.subarray(-up.length).equals(up));
    await client.until((bytes) => bytes.subarray(-down.length).equals(down));
    expect(ledger.counters(['c'])[0]).to.deep.include({
      open: true,
      messagesUp: 1,
      messagesDown: 1,
      pingsDown: 1,
      pongsUp: 1,
      bytesUp: up.length,
      bytesDown: down.length,
    });
  });

  it('follows what came with the head, before and after the answer', async () => {
    const client = await rawConnect(tap.port, true);
    client.socket.write(Buffer.concat([Buffer.from(upgradeRequest('c')), clientFrame(1, 'early')]));
    const peer = await server.accept();
    await peer.until((bytes) => bytes.includes(clientFrame(1, 'early')));
    peer.socket.write(Buffer.concat([Buffer.from(upgraded), serverFrame(1, 'also')]));
    await client.until((bytes) => bytes.includes('also'));
    expect(ledger.counters(['c'])[0]).to.deep.include({ messagesUp: 1, messagesDown: 1 });
  });

  it('tells a second Close of a side, once', async () => {
    const { client, peer } = await open('c');
    const [first, second] = [1001, 1011].map((code) => serverFrame(8, closePayload(code)));
    peer.socket.write(first!);
    await untilEvent('tap.close-frame');
    peer.socket.write(Buffer.concat([second!, second!]));
    await client.until(({ length }) => length >= upgraded.length + 12);
    expect(events.slice(1).map(without)).to.deep.equal([
      { kind: 'tap.close-frame', connection: 'c', by: 'server', code: 1001 },
      { kind: 'tap.close-again', connection: 'c', by: 'server', code: 1011 },
    ]);
  });

  it('says who sent a Close frame with which code, and who ended first', async () => {
    const { client, peer } = await open('c');
    peer.socket.write(serverFrame(8, closePayload(4000, 'go')));
    await client.until((bytes) => bytes.includes('go'));
    client.socket.write(clientFrame(8, closePayload(1000)));
    await peer.until((bytes) => bytes.includes(clientFrame(8, closePayload(1000))));
    peer.socket.end();
    await client.ended;
    client.socket.end();
    await untilEvent('tap.closed');
    expect(events.slice(1).map(without)).to.deep.equal([
      { kind: 'tap.close-frame', connection: 'c', by: 'server', code: 4000 },
      { kind: 'tap.close-frame', connection: 'c', by: 'client', code: 1000 },
      { kind: 'tap.end', connection: 'c', by: 'server', how: 'fin' },
      { kind: 'tap.end', connection: 'c', by: 'client', how: 'fin' },
      {
        kind: 'tap.closed',
        connection: 'c',
        framesUp: 0,
        framesDown: 0,
        bytesUp: 8,
        bytesDown: 6,
      },
    ]);
    expect(ledger.counters(['c'])[0]).to.have.property('open', false);
  });

  it('carries through what a client says, and ends with, before the target is reached', async () => {
    const client = await rawConnect(tap.port, true);
    client.socket.write(upgradeRequest('c'));
    client.socket.end(clientFrame(1, 'all at once'));
    const peer = await server.accept();
    await peer.until((bytes) => bytes.includes(clientFrame(1, 'all at once')));
    expect(await peer.ended).to.equal('fin');
    peer.socket.end(upgraded);
    await client.until((bytes) => bytes.includes(endOfHead));
    expect(await client.ended).to.equal('fin');
  });

  it('carries a half-close through and goes on the other way', async () => {
    const { client, peer } = await open('c');
    client.socket.end();
    expect(await peer.ended).to.equal('fin');
    peer.socket.write(serverFrame(1, 'still here'));
    await client.until((bytes) => bytes.includes('still here'));
    expect(events.filter(({ kind }) => kind === 'tap.closed')).to.have.length(0);
    peer.socket.end();
    await untilEvent('tap.closed');
  });

  for (const by of ['client', 'server'] as const) {
    it(`carries a reset by the ${by} through`, async () => {
      const { client, peer } = await open('c');
      const [breaker, other] = by === 'client' ? [client, peer] : [peer, client];
      breaker.socket.resetAndDestroy();
      expect(await other.ended).to.equal('ECONNRESET');
      await untilEvent('tap.closed');
      expect(without(await untilEvent('tap.end'))).to.deep.include({ by, how: 'rst' });
    });
  }

  it('records a refusal and passes it on, body and all', async () => {
    const client = await rawConnect(tap.port);
    client.socket.write(upgradeRequest('c'));
    const peer = await server.accept();
    const refusal = 'HTTP/1.1 503 Full\r\nContent-Length: 4\r\n\r\nfull';
    peer.socket.end(refusal);
    expect((await client.until((bytes) => bytes.includes('full'))).toString()).to.equal(refusal);
    expect(without(await untilEvent('tap.refused'))).to.deep.equal({
      kind: 'tap.refused',
      connection: 'c',
      status: 503,
    });
  });

  it('passes on an interim answer and waits for the real one', async () => {
    const client = await rawConnect(tap.port);
    client.socket.write(upgradeRequest('c'));
    const peer = await server.accept();
    peer.socket.write(`HTTP/1.1 103 Early Hints\r\n\r\n${upgraded}`);
    await client.until((bytes) => bytes.includes('101 Switching'));
    await untilEvent('tap.open');
  });

  it('passes on HTTP that asks for no upgrade, unchanged', async () => {
    const client = await rawConnect(tap.port);
    const request = 'POST /x HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc';
    client.socket.write(request);
    const peer = await server.accept();
    const heard = await peer.until((bytes) => bytes.length >= request.length);
    expect(heard.toString()).to.equal(request);
    peer.socket.write('HTTP/1.1 204 No Content\r\n\r\n');
    await client.until((bytes) => bytes.includes('204'));
    expect(events).to.deep.equal([]);
  });

  it('answers 502 while the target cannot be reached', async () => {
    server.close();
    const client = await rawConnect(tap.port);
    client.socket.write(upgradeRequest('c'));
    await client.until((bytes) => bytes.includes('502 Bad Gateway'));
    expect(await client.ended).to.equal('fin');
    expect(events.map(without)).to.deep.equal([
      { kind: 'tap.refused', connection: 'c', status: 502, reason: 'ECONNREFUSED' },
    ]);
  });

  it('reports a malformed frame, passes it on, and keeps every other connection', async () => {
    const good = await open('good');
    const { client, peer } = await open('bad');
    const broken = encodeFrame({ opcode: 3, payload: 'x', masked: true });
    client.socket.write(broken);
    await peer.until((bytes) => bytes.subarray(-broken.length).equals(broken));
    expect(without(await untilEvent('tap.protocol-error'))).to.deep.equal({
      kind: 'tap.protocol-error',
      connection: 'bad',
      by: 'client',
      reason: 'reserved opcode 3',
    });
    good.client.socket.write(clientFrame(1, 'fine'));
    await good.peer.until((bytes) => bytes.includes(clientFrame(1, 'fine')));
  });

  it('survives a head that never ends, and bytes that are no HTTP at all', async () => {
    const garbage = Buffer.alloc(70_000, 0xff);
    const client = await rawConnect(tap.port);
    client.socket.write(garbage);
    const peer = await server.accept();
    await peer.until((bytes) => bytes.length === garbage.length);
    client.socket.destroy();
    const second = await rawConnect(tap.port);
    second.socket.write(upgradeRequest('c'));
    const speaker = await server.accept();
    speaker.socket.write(garbage);
    await second.until((bytes) => bytes.length === garbage.length);
    await open('after');
  });

  it('holds no more than a bounded part of what a side does not read', async () => {
    const { client, peer } = await open('c');
    client.socket.pause();
    const flood = Buffer.alloc(32 * 1024 * 1024);
    peer.socket.write(serverFrame(2, flood));
    let still = -1;
    while (peer.socket.bytesWritten - peer.socket.writableLength !== still) {
      still = peer.socket.bytesWritten - peer.socket.writableLength;
      await systemClock.delay(100);
    }
    expect(ledger.counters(['c'])[0]?.bytesDown).to.be.lessThan(flood.length / 2);
    client.socket.resume();
    while (client.socket.bytesRead < flood.length) await once(client.socket, 'data');
  });

  it('lets go of both legs when the client leaves during the handshake', async () => {
    const client = await rawConnect(tap.port);
    client.socket.write(upgradeRequest('c'));
    const peer = await server.accept();
    client.socket.resetAndDestroy();
    await peer.ended;
    await once(peer.socket, 'close').catch(() => undefined);
    expect(events).to.deep.equal([]);
  });
});
