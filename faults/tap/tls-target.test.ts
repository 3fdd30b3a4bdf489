import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { createServer, type Server } from 'node:https';
import { Socket, type AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { expect } from 'chai';
import { WebSocket, WebSocketServer } from 'ws';
import type { HistoryEvent } from '../../harness/contracts/history.ts';
import type { RunningTap } from '../../harness/contracts/parts.ts';
import { systemClock } from '../../harness/process/system-clock.ts';
import {
  certifiedName,
  testCertificate,
  type TestCertificate,
} from '../testing/test-certificate.ts';
import type { TlsOptions } from './process-options.ts';
import { tapStarter } from './start-tap.ts';

describe('a tap in front of a target that speaks TLS', () => {
  let certificate: TestCertificate;
  let https: Server;
  let server: WebSocketServer;
  let tap: RunningTap;
  let events: HistoryEvent[];
  let accepted: Socket[];
  /** The TCP sockets under them. */
  let below: Duplex[];

  before(function () {
    certificate = testCertificate(this);
  });
  after(() => {
    rmSync(certificate.folder, { recursive: true });
  });
  beforeEach(async () => {
    events = [];
    accepted = [];
    below = [];
    https = createServer(certificate).listen(0, '127.0.0.1');
    https.on('connection', (socket) => below.push(socket));
    https.on('secureConnection', (socket) => {
      socket.on('error', () => undefined);
      accepted.push(socket);
    });
    server = new WebSocketServer({ server: https });
    server.on('connection', (socket) => {
      socket.on('error', () => undefined);
      socket.on('message', (data, isBinary) => {
        socket.send(data, { binary: isBinary });
      });
    });
    await once(https, 'listening');
  });
  afterEach(async () => {
    await tap.stop(0);
    for (const socket of accepted) socket.destroy();
    https.close();
  });

  async function start(tls: TlsOptions): Promise<void> {
    const { port } = https.address() as AddressInfo;
    tap = await tapStarter(systemClock, { tls }).start(`wss://127.0.0.1:${port}/chat`, (more) => {
      events.push(...more);
    });
  }
  async function startTrusted(): Promise<WebSocket> {
    await start({ caFile: certificate.file, servername: certifiedName });
    const socket = dial();
    await once(socket, 'open');
    return socket;
  }
  function dial(): WebSocket {
    const socket = new WebSocket(tap.url, { headers: { 'x-chaos-connection': 'c' } });
    socket.on('error', () => undefined);
    return socket;
  }
  async function seen(kind: HistoryEvent['kind']): Promise<HistoryEvent | undefined> {
    for (;;) {
      await tap.counters([]);
      const found = events.find((event) => event.kind === kind);
      if (found !== undefined) return found;
    }
  }

  it('is spoken to in plain, and counts, withholds and closes as ever', async () => {
    const socket = await startTrusted();
    const large = Buffer.alloc(300_000, 7);
    socket.send(large);
    const [echo] = (await once(socket, 'message')) as [Buffer];
    expect(echo.equals(large)).to.equal(true);
    await tap.injector?.arm('withholder', ['c'], {
      kind: 'withhold',
      direction: 'up',
      every: 1,
      limit: 1,
    });
    socket.send('lost');
    socket.send('kept');
    expect(String((await once(socket, 'message'))[0])).to.equal('kept');
    const [counters] = await tap.counters(['c']);
    expect(counters).to.include({ open: true, messagesUp: 3, messagesDown: 2, withheld: 1 });
    socket.close(4001, 'bye');
    expect(await once(socket, 'close')).to.deep.equal([4001, Buffer.from('bye')]);
    expect(await seen('tap.closed')).to.include({ framesUp: 3, framesDown: 2 });
    expect(events.filter(({ kind }) => kind === 'tap.end')).to.have.length(2);
  });

  it('hears a reset when the tap cuts', async () => {
    await startTrusted();
    const [peer] = accepted;
    if (peer === undefined) throw new Error('the server accepted nothing');
    const reset = once(peer, 'close').catch((error: unknown) => error);
    await tap.injector?.arm('f1', ['c'], { kind: 'cut', how: 'rst', direction: 'up' });
    expect(await reset).to.have.property('code', 'ECONNRESET');
    await seen('tap.closed');
  });

  it('ends with a reset that reaches the client, and the ledger says whose it was', async () => {
    const socket = await startTrusted();
    const failed = once(socket, 'close');
    const [tcp] = below;
    if (tcp instanceof Socket) tcp.resetAndDestroy();
    expect(await failed).to.deep.equal([1006, Buffer.alloc(0)]);
    expect(await seen('tap.end')).to.include({ by: 'server', how: 'rst' });
    await seen('tap.closed');
  });

  it('tells a client that its server is not trusted, and the ledger why', async () => {
    await start({ servername: certifiedName });
    const socket = dial();
    const [, response] = (await once(socket, 'unexpected-response')) as [
      unknown,
      { readonly statusCode: number },
    ];
    expect(response.statusCode).to.equal(502);
    const refused = await seen('tap.refused');
    expect(refused).to.include({ connection: 'c', status: 502 });
    expect(refused)
      .to.have.property('reason')
      .that.matches(/SELF_SIGNED_CERT.*self-signed/);
    socket.terminate();
  });

  it('asks for the name it was told, not for any name', async () => {
    await start({ caFile: certificate.file, servername: 'other.test' });
    const socket = dial();
    await once(socket, 'unexpected-response');
    const refused = await seen('tap.refused');
    expect(refused)
      .to.have.property('reason')
      .that.matches(/ALTNAME_INVALID.*other\.test/);
    socket.terminate();
  });

  it('is known by its address where no name is given', async () => {
    await start({ caFile: certificate.file });
    await once(dial(), 'open');
  });

  it('says ECONNREFUSED where nobody listens', async () => {
    await start({ caFile: certificate.file });
    https.close();
    await once(https, 'close');
    const socket = dial();
    await once(socket, 'unexpected-response');
    expect(await seen('tap.refused')).to.include({ connection: 'c', reason: 'ECONNREFUSED' });
    socket.terminate();
  });

  it('does not start with certificates that cannot be read', async () => {
    await startTrusted();
    const error = await tapStarter(systemClock, { tls: { caFile: '/nowhere.pem' } })
      .start('wss://127.0.0.1:9/', () => undefined)
      .catch((reason: unknown) => reason);
    expect(error).to.have.property('code', 'CHAOS_ERR_TAP_START');
    expect(error).to.have.property('message').that.contains('/nowhere.pem');
  });
});
