/** A `ws` server, a way to it, and what both sides of each connection saw: the same script must read the same by any way. */

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  WebSocket,
  WebSocketServer,
  type ClientOptions,
  type RawData,
  type ServerOptions,
} from 'ws';
import { rawConnect, type RawSocket } from './raw-socket.ts';

export interface ParityCase {
  readonly name: string;
  readonly options?: ServerOptions;
  /** What the server does with a connection, beyond recording it. */
  readonly serve?: (socket: WebSocket, request: IncomingMessage, stage: ParityStage) => void;
  /** Resolves when it has seen all it came for. */
  readonly play: (stage: ParityStage) => Promise<void>;
}

/** Puts something in the way to the server at `url`; the result is where clients go. */
export interface Way {
  readonly name: string;
  lead(url: string): Promise<string>;
  /** A connection of this name is open. */
  opened(id: string): Promise<void>;
  close(): Promise<void>;
}

export interface Transcript {
  readonly client: readonly string[];
  readonly server: readonly string[];
}

export class ParityStage {
  readonly client: string[] = [];
  readonly server: string[] = [];
  readonly #way: Way;
  readonly #closed: Promise<unknown>[] = [];
  #url = '';
  #dialled = 0;

  private constructor(way: Way) {
    this.#way = way;
  }

  static async play(of: ParityCase, way: Way): Promise<Transcript> {
    const http = createServer(answerPlainly).listen(0, '127.0.0.1');
    await once(http, 'listening');
    const stage = new ParityStage(way);
    const sockets = new WebSocketServer({ server: http, perMessageDeflate: false, ...of.options });
    sockets.on('connection', (socket, request) => {
      stage.#closed.push(record(socket, stage.server));
      of.serve?.(socket, request, stage);
    });
    const { port } = http.address() as AddressInfo;
    stage.#url = await way.lead(`ws://127.0.0.1:${port}/chat?room=1`);
    try {
      await of.play(stage);
      await Promise.all(stage.#closed);
      return { client: stage.client, server: stage.server };
    } finally {
      await way.close();
      http.closeAllConnections();
      http.close();
    }
  }

  get url(): string {
    return this.#url;
  }

  /** A client of the library, recorded from its first event on; resolves when it is open and nothing was said yet. */
  async dial(options: ClientOptions = {}, protocols: string[] = []): Promise<WebSocket> {
    const id = `parity-${this.#dialled++}`;
    const headers = { ...options.headers, 'x-chaos-connection': id };
    const socket = new WebSocket(this.#url, protocols, {
      perMessageDeflate: false,
      ...options,
      headers,
    });
    this.#closed.push(record(socket, this.client));
    await once(socket, 'open');
    await this.#way.opened(id);
    return socket;
  }

  /** A client of bare bytes, upgraded. */
  async raw(): Promise<RawSocket> {
    const id = `parity-${this.#dialled++}`;
    const socket = await rawConnect(Number(new URL(this.#url).port), true);
    const lines = [
      'GET /chat HTTP/1.1',
      'Host: parity',
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==',
      `x-chaos-connection: ${id}`,
    ];
    socket.socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    await socket.until((bytes) => bytes.includes('\r\n\r\n'));
    await this.#way.opened(id);
    return socket;
  }
}

/** Resolves when it is closed. */
function record(socket: WebSocket, log: string[]): Promise<unknown> {
  socket.on('open', () => log.push(`open protocol=${socket.protocol} ext=${socket.extensions}`));
  socket.on('message', (data, isBinary) => log.push(`message ${describe(data)} ${isBinary}`));
  socket.on('ping', (data) => log.push(`ping ${describe(data)}`));
  socket.on('pong', (data) => log.push(`pong ${describe(data)}`));
  socket.on('error', (error: NodeJS.ErrnoException) => {
    log.push(`error ${error.code ?? error.message}`);
  });
  socket.on('unexpected-response', (_request, response) => {
    const { statusCode, headers } = response;
    log.push(`refused ${statusCode} ${JSON.stringify({ ...headers, date: '' })}`);
    socket.terminate();
  });
  return new Promise((resolve) => {
    socket.on('close', (code, reason) => {
      log.push(`close ${code} ${reason.toString()}`);
      resolve(code);
    });
  });
}

export function describe(data: RawData): string {
  const bytes = Buffer.isBuffer(data) ? data : Buffer.concat([data].flat().map(toBuffer));
  return bytes.length < 64
    ? JSON.stringify(bytes.toString('latin1'))
    : `${bytes.length} bytes ${createHash('sha256').update(bytes).digest('hex').slice(0, 16)}`;
}

function toBuffer(data: Buffer | ArrayBuffer): Buffer {
  return Buffer.isBuffer(data) ? data : Buffer.from(data);
}

/** HTTP that asks for no upgrade. */
function answerPlainly(request: IncomingMessage, response: ServerResponse): void {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    response.setHeader('x-method', request.method ?? '');
    response.end(`heard ${Buffer.concat(chunks).length} bytes at ${request.url ?? ''}`);
  });
}
