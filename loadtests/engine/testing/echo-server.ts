/** The fixture server of the engine's tests: WebSocket and HTTP paths on one loopback port. */

import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import { alarmAfter, alarmEvery } from '../timers.ts';

export interface EchoServer extends AsyncDisposable {
  /** `ws://127.0.0.1:<port>`, no slash at the end. */
  readonly url: string;
  readonly httpUrl: string;
  readonly clients: ReadonlySet<WebSocket>;
  /** Headers of each upgrade, in the order of arrival. */
  readonly upgrades: IncomingMessage[];
  /** Resolves once the server has heard of the end of all that are on: a moment after their process has ended. */
  emptied(): Promise<void>;
  /** Code and reason of each Close frame that came from a client; 1006 where none came. */
  readonly closes: [code: number, reason: string][];
  /** Messages of clients as text, and bytes of binary ones. */
  readonly received: (string | number[])[];
}

type Path = (peer: WebSocket, query: URLSearchParams, request: IncomingMessage) => void;

const paths: Readonly<Record<string, Path>> = {
  '/echo': (peer) => {
    peer.on('message', (data, isBinary) => {
      peer.send(data, { binary: isBinary });
    });
  },
  '/close': (peer, query) => {
    alarmAfter(Number(query.get('after') ?? 0), () => {
      peer.close(Number(query.get('code') ?? 1000), query.get('reason') ?? '');
    });
  },
  '/ping': (peer, query) => {
    const pings = alarmEvery(Number(query.get('every') ?? 50), () => {
      peer.ping('x');
    });
    peer.on('close', () => {
      pings.cancel();
    });
  },
  '/silent': () => undefined,
  '/reset': (_peer, _query, request) => {
    request.socket.resetAndDestroy();
  },
  '/greet': (peer) => {
    peer.send('hi');
  },
  '/headers': (peer, _query, request) => {
    peer.send(JSON.stringify(request.headers));
  },
};

/** Listens on a port of its own. Any path but those above is answered 403. */
export async function startEchoServer(): Promise<EchoServer> {
  const http = createServer(answer);
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: { threshold: 0 } });
  const facts = {
    upgrades: [] as IncomingMessage[],
    closes: [] as [number, string][],
    received: [] as (string | number[])[],
  };
  http.on('upgrade', (request, socket, head) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    facts.upgrades.push(request);
    const serve = paths[url.pathname];
    if (serve === undefined) {
      socket.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (peer) => {
      peer.on('close', (code, reason) => facts.closes.push([code, reason.toString()]));
      peer.on('error', () => undefined);
      peer.on('message', (data: Buffer, isBinary) =>
        facts.received.push(isBinary ? [...data] : data.toString()),
      );
      serve(peer, url.searchParams, request);
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const { port } = http.address() as AddressInfo;
  return {
    url: `ws://127.0.0.1:${port}`,
    httpUrl: `http://127.0.0.1:${port}`,
    clients: sockets.clients,
    emptied: async () => {
      await Promise.all([...sockets.clients].map((peer) => once(peer, 'close')));
    },
    ...facts,
    [Symbol.asyncDispose]: () => stop(http, sockets),
  };
}

async function stop(http: Server, sockets: WebSocketServer): Promise<void> {
  for (const peer of sockets.clients) peer.terminate();
  sockets.close();
  http.closeAllConnections();
  http.close();
  await once(http, 'close');
}

/** `/json`, `/status/N`, `/delay/MS`, `/set-cookie`, `/redirect`, and everything else echoes the request. */
function answer(request: IncomingMessage, response: ServerResponse): void {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const [, verb = '', argument = '0'] = url.pathname.split('/');
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString();
    const { method, headers } = request;
    const echo = JSON.stringify({ method, path: url.pathname + url.search, headers, body });
    response.setHeader('content-type', 'application/json');
    if (verb === 'status') response.writeHead(Number(argument));
    if (verb === 'set-cookie') response.setHeader('set-cookie', ['a=1; Path=/', 'b=2']);
    if (verb === 'redirect') response.writeHead(302, { location: '/json' });
    const send = (): void => {
      response.end(verb === 'json' ? '{"a":{"b":[1,2]}}' : echo);
    };
    if (verb === 'delay') alarmAfter(Number(argument), send);
    else send();
  });
}
