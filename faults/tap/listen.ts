/** The tap's sockets: accepts clients, connects each to the target at once, and shares one set of listeners. */

import { createServer, type OnReadOpts, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Ledger } from './ledger.ts';
import { TapConnection } from './tap-connection.ts';
import { connectTarget, reachedEvent, type TargetAddress } from './target-leg.ts';

/** A reconnect storm arrives faster than it is accepted. */
const backlog = 4096;

/** What the shared listeners find on their socket: no closure a connection. */
interface Leg extends Socket {
  tapped?: TapConnection;
  isClient?: boolean;
  /** All clients of its tap; on the client's leg alone. */
  clients?: Set<Socket>;
}

export interface ListeningTap {
  readonly port: number;
  /** Stops accepting and destroys what is open. */
  close(): Promise<void>;
}

export interface ListenOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Other processes listen on the same port, and the kernel deals connections out. */
  readonly isShared?: boolean;
}

/** Listens on loopback. Rejects when it cannot. */
export async function listenTap(
  target: TargetAddress,
  ledger: Ledger,
  { port = 0, isShared = false }: ListenOptions = {},
): Promise<ListeningTap> {
  const clients = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client: Leg) => {
    clients.add(client);
    client.clients = clients;
    accept(client, target, ledger);
  });
  server.listen({ port, host: '127.0.0.1', backlog, reusePort: isShared });
  await once(server, 'listening');
  server.on('error', () => undefined); // out of descriptors: the client meets it, the tap goes on
  return {
    port: (server.address() as AddressInfo).port,
    close: () => closeServer(server, clients),
  };
}

function accept(client: Leg, address: TargetAddress, ledger: Ledger): void {
  const target: Leg = connectTarget(address, onread);
  const connection = new TapConnection(client, target, ledger);
  client.isClient = true;
  listen(client, connection);
  listen(target, connection);
  target.on(reachedEvent(address), onReached);
  client.on('data', onData);
  if (address.tls !== undefined) target.on('data', onData);
}

function listen(leg: Leg, connection: TapConnection): void {
  leg.tapped = connection;
  leg.on('error', onError);
  leg.on('drain', onDrain);
  leg.on('end', onEnd);
  leg.on('close', onClose);
}

/** One buffer for all answers, as each is read; small ones are copied into Node's own pool, which is cheaper. */
const onread: OnReadOpts = {
  buffer: Buffer.allocUnsafe(65_536),
  callback: function (this: Leg, length: number, bytes: Uint8Array) {
    const view = Buffer.from(bytes.buffer, bytes.byteOffset, length);
    onData.call(this, Buffer.from(view));
    return true;
  },
};

function onData(this: Leg, chunk: Buffer): void {
  const connection = this.tapped;
  if (connection === undefined) return;
  try {
    if (this.isClient === true) connection.fromClient(chunk);
    else connection.fromTarget(chunk);
  } catch (error) {
    connection.abandon(error);
  }
}

function onReached(this: Leg): void {
  this.tapped?.reached();
}

function onDrain(this: Leg): void {
  this.tapped?.drained(sideOf(this));
}

function onEnd(this: Leg): void {
  this.tapped?.ends.came(sideOf(this), 'fin');
}

function onError(this: Leg, error: NodeJS.ErrnoException): void {
  this.tapped?.failed(sideOf(this), error);
}

function onClose(this: Leg): void {
  this.clients?.delete(this);
  this.tapped?.legClosed(sideOf(this));
}

function sideOf(leg: Leg): 'client' | 'server' {
  return leg.isClient === true ? 'client' : 'server';
}

async function closeServer(server: Server, clients: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const client of clients) client.destroy();
  await closed;
}
