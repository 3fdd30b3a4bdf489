import { expect } from 'chai';
import { once } from 'node:events';
import { createServer as createHttp, type IncomingMessage } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { ClientSocket, type SocketEnd, type SocketOwner } from './client-socket.ts';
import type { Refusal } from './refusal.ts';

type Fact = [string, unknown?];

/** A socket and everything its owner hears; `until(name)` resolves with that fact. */
class Listener implements SocketOwner {
  readonly facts: Fact[] = [];
  readonly #waiting = new Map<string, (value: unknown) => void>();
  socket: ClientSocket;

  constructor(port: number, path = '/', offersDeflate = false) {
    const address = { host: '127.0.0.1', port };
    const host = `127.0.0.1:${port}`;
    this.socket = new ClientSocket({ address, host, path, headers: {}, offersDeflate }, this);
  }
  #hear(name: string, value?: unknown): void {
    this.facts.push([name, value]);
    this.#waiting.get(name)?.(value);
  }
  async until(name: string): Promise<unknown> {
    const known = this.facts.find(([seen]) => seen === name);
    if (known !== undefined) return known[1];
    return new Promise((resolve) => this.#waiting.set(name, resolve));
  }
  onOpen(): void {
    this.#hear('open');
  }
  onRefused(refusal: Refusal): void {
    this.#hear('refused', refusal);
  }
  onMessage(data: string | Buffer): void {
    this.#hear('message', typeof data === 'string' ? data : [...data]);
  }
  onPing(): void {
    this.#hear('ping');
  }
  onPong(payload: Buffer): void {
    this.#hear('pong', payload.toString());
  }
  onEnd(end: SocketEnd): void {
    this.#hear('end', end);
  }
  onBytes(): void {
    // only counted elsewhere
  }
}

const portOf = (server: { address(): AddressInfo | string | null }): number =>
  (server.address() as AddressInfo).port;

async function rawServer(onConnection: (socket: Socket) => void): Promise<Server> {
  const server = createServer(onConnection).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('ClientSocket', () => {
  let server: WebSocketServer;
  beforeEach(async () => {
    server = new WebSocketServer({
      port: 0,
      host: '127.0.0.1',
      perMessageDeflate: { threshold: 0 },
    });
    await once(server, 'listening');
  });
  afterEach(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });

  it('keeps its own half of a frame while another socket reads', async () => {
    const wires: Socket[] = [];
    server.on('connection', (_peer, request) => wires.push(request.socket));
    const listeners = [new Listener(portOf(server)), new Listener(portOf(server))];
    await Promise.all(listeners.map((listener) => listener.until('open')));
    const frame = (text: string): Buffer =>
      Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]);
    for (const [i, wire] of wires.entries()) {
      const half = frame(`half of ${i}`).subarray(0, 6);
      wire.write(Buffer.concat([frame(`whole ${i}`), half]));
    }
    await Promise.all(listeners.map((listener) => listener.until('message')));
    for (const [i, wire] of wires.entries()) {
      wire.write(Buffer.concat([frame(`half of ${i}`).subarray(6), Buffer.from([0x89, 0])]));
    }
    await Promise.all(listeners.map((listener) => listener.until('ping')));
    const texts = listeners.map(({ facts }) =>
      facts.filter(([name]) => name === 'message').map(([, text]) => text),
    );
    expect(texts.sort()).to.deep.equal([
      ['whole 0', 'half of 0'],
      ['whole 1', 'half of 1'],
    ]);
  });

  it('exchanges text and binary, and closes with code and reason', async () => {
    server.on('connection', (peer) => {
      peer.on('message', (data, isBinary) => {
        peer.send(data, { binary: isBinary });
      });
    });
    const listener = new Listener(portOf(server));
    await listener.until('open');
    listener.socket.send('grüße');
    expect(await listener.until('message')).to.equal('grüße');
    const [peer] = server.clients;
    const seen = once(peer!, 'close');
    listener.socket.close(4002, 'r');
    expect(await listener.until('end')).to.deep.equal({ code: 4002, reason: 'r', by: 'client' });
    const [code, reason] = (await seen) as [number, Buffer];
    expect([code, reason.toString()]).to.deep.equal([4002, 'r']);
  });

  it('lets the server close the connection after the Close frames', async () => {
    const order: string[] = [];
    server.on('connection', (_peer, request) => {
      const wire = request.socket;
      wire.removeAllListeners('data');
      wire.on('data', () => wire.write(Buffer.from([0x88, 2, 0x03, 0xe8])));
      wire.on('end', () => order.push('client'));
    });
    const listener = new Listener(portOf(server));
    const [, request] = (await once(server, 'connection')) as [WebSocket, IncomingMessage];
    await listener.until('open');
    listener.socket.close(1000, '');
    await listener.until('end');
    // whatever the client had sent with its last word would be here before another connection is
    await new Listener(portOf(server)).until('open');
    order.push('server');
    const gone = once(request.socket, 'close');
    request.socket.end();
    await gone;
    expect(order).to.deep.equal(['server', 'client']);
  });

  it('says that the server closed first', async () => {
    server.on('connection', (peer) => {
      peer.close(4001, 'bye');
    });
    const listener = new Listener(portOf(server));
    expect(await listener.until('end')).to.deep.equal({ code: 4001, reason: 'bye', by: 'server' });
  });

  it('answers pings and reports pongs', async () => {
    const listener = new Listener(portOf(server));
    const [peer] = (await once(server, 'connection')) as [WebSocket];
    await listener.until('open');
    const answered = once(peer, 'pong');
    peer.ping('are you there');
    expect(String((await answered)[0])).to.equal('are you there');
    listener.socket.ping(Buffer.from('7'));
    expect(await listener.until('pong')).to.equal('7');
    expect(listener.facts.map(([name]) => name)).to.include('ping');
  });

  it('agrees on compression only when it offers it', async () => {
    server.on('connection', (peer, request) => {
      peer.on('message', (data) => {
        peer.send(
          `${request.headers['sec-websocket-extensions'] ?? 'none'} ${(data as Buffer).toString()}`,
        );
      });
    });
    const plain = new Listener(portOf(server));
    await plain.until('open');
    plain.socket.send('x');
    expect(await plain.until('message')).to.equal('none x');
    const deflating = new Listener(portOf(server), '/', true);
    await deflating.until('open');
    deflating.socket.send('y'.repeat(1000));
    expect(await deflating.until('message')).to.match(/^permessage-deflate.* y{1000}$/);
    await Promise.all([plain.socket.cut(), deflating.socket.cut()]);
  });

  it('reports 1006 by the server on a reset', async () => {
    server.on('connection', (_peer, request) => {
      request.socket.resetAndDestroy();
    });
    const listener = new Listener(portOf(server));
    const end = (await listener.until('end')) as SocketEnd;
    expect([end.code, end.by]).to.deep.equal([1006, 'server']);
    expect(end.error).to.match(/ECONNRESET|without a Close frame/);
  });

  it('is silent after a cut, which resolves when the socket is closed', async () => {
    const listener = new Listener(portOf(server));
    const [peer] = (await once(server, 'connection')) as [WebSocket];
    await listener.until('open');
    const gone = once(peer, 'close');
    await listener.socket.cut();
    const [code] = (await gone) as [number];
    expect(code).to.equal(1006);
    expect(listener.facts.map(([name]) => name)).to.deep.equal(['open']);
  });

  it('reports a refusal with status, reason and Retry-After', async () => {
    const http = createHttp();
    http.on('upgrade', (_request, socket) => {
      const body = JSON.stringify({ error: 'limit', reason: 'full', retryable: false });
      socket.end(
        `HTTP/1.1 503 Service Unavailable\r\nRetry-After: 2\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      );
    });
    await once(http.listen(0, '127.0.0.1'), 'listening');
    const listener = new Listener(portOf(http));
    const refusal = (await listener.until('refused')) as Refusal;
    expect(refusal).to.include({
      status: 503,
      reason: 'full',
      retryable: false,
      retryAfterMs: 2000,
    });
    http.close();
  });

  it('reports status 0 when nobody listens', async () => {
    const listener = new Listener(1);
    const refusal = (await listener.until('refused')) as Refusal;
    expect(refusal.status).to.equal(0);
    expect(refusal.reason).to.match(/ECONNREFUSED/);
  });

  it('turns down a 101 with a wrong Sec-WebSocket-Accept', async () => {
    const raw = await rawServer((socket) => {
      socket.on('error', () => undefined);
      socket.write(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: no\r\n\r\n',
      );
    });
    const listener = new Listener(portOf(raw));
    const refusal = (await listener.until('refused')) as Refusal;
    expect(refusal.reason).to.equal('wrong Sec-WebSocket-Accept');
    raw.close();
  });

  it('turns down what is not HTTP', async () => {
    const raw = await rawServer((socket) => socket.end('SSH-2.0-x\r\n\r\n'));
    const refusal = (await new Listener(portOf(raw)).until('refused')) as Refusal;
    expect(refusal.reason).to.equal('not an HTTP answer: SSH-2.0-x');
    raw.close();
  });
});
