/** A client of the protocol on a real socket: acknowledges what arrives in order, and remembers it. */

import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import WebSocket from 'ws';
import type { ServerMessage, Tier } from '../protocol.ts';

export interface LiveClient {
  readonly id: string;
  readonly socket: WebSocket;
  readonly messages: ServerMessage[];
  /** The highest sequence number without a gap before it. */
  readonly lastSeq: number;
  readonly closed: Promise<number>;
  send(message: object): void;
  /** Resolves with the first message, past or future, that satisfies `is`. */
  next(is: (message: ServerMessage) => boolean): Promise<ServerMessage>;
  /** Neither acknowledges nor answers pings any more, as a client in a dead network. */
  fallSilent(): void;
}

export interface ClientOptions {
  readonly id: string;
  readonly user?: string;
  readonly tier?: Tier;
  readonly session?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether to offer permessage-deflate, as the library does. */
  readonly deflate?: boolean;
}

export async function liveClient(url: string, options: ClientOptions): Promise<LiveClient> {
  const { id, user = id, tier = 'returning', session = '1', headers = {} } = options;
  const address = `${url}?user=${user}&tier=${tier}&session=${session}`;
  const socket = new WebSocket(address, {
    headers: { 'x-chaos-connection': id, ...headers },
    autoPong: false,
    perMessageDeflate: options.deflate ?? true,
    rejectUnauthorized: false,
  });
  const client = attach(socket, id);
  await once(socket, 'open');
  await client.next(({ type }) => type === 'hello');
  return client;
}

function attach(socket: WebSocket, id: string): LiveClient {
  const messages: ServerMessage[] = [];
  let lastSeq = 0;
  let isSilent = false;
  const send = (message: object): void => {
    socket.send(JSON.stringify(message));
  };
  socket.on('ping', () => {
    if (!isSilent) socket.pong();
  });
  socket.on('message', (data: Buffer) => {
    const message = JSON.parse(data.toString()) as ServerMessage;
    messages.push(message);
    if (message.type === 'gap') lastSeq = Math.max(lastSeq, message.toSeq);
    else if (!('seq' in message)) return;
    else if (message.seq === lastSeq + 1) lastSeq++;
    if (!isSilent) send({ type: 'ack', seq: lastSeq });
  });
  const closed = new Promise<number>((resolve) => {
    socket.on('close', resolve);
  });
  return {
    id,
    socket,
    messages,
    get lastSeq() {
      return lastSeq;
    },
    closed,
    send,
    next: async (is) => {
      for (;;) {
        const found = messages.find(is);
        if (found !== undefined) return found;
        await once(socket, 'message');
      }
    },
    fallSilent: () => {
      isSilent = true;
    },
  };
}

/** The answer to an upgrade that is refused: status, headers and body. */
export async function refusedUpgrade(
  url: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ status: number; retryAfter: string | undefined; body: Record<string, unknown> }> {
  const socket = new WebSocket(url, { headers, rejectUnauthorized: false });
  socket.on('error', () => undefined);
  const [, response] = (await once(socket, 'unexpected-response')) as [unknown, IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>;
  return { status: response.statusCode ?? 0, retryAfter: response.headers['retry-after'], body };
}
