/** The tap's sockets: accepts clients, connects each to the target at once, and shares one set of listeners. */

import { createServer, type OnReadOpts, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Ledger } from './ledger.ts';
import { TapConnection } from './tap-connection.ts';
import { reachedEvent, targetConnector, type TargetAddress } from './target-leg.ts';

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
  const connectTarget = targetConnector(target, onread);
  const reached = reachedEvent(target);
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client: Leg) => {
    clients.add(client);
    client.clients = clients;
    const leg: Leg = connectTarget();
    const connection = new TapConnection(client, leg, ledger);
    client.isClient = true;
    listen(client, connection);
    listen(leg, connection);
    leg.on(reached, onReached);
    client.on('data', onData);
    if (target.tls !== undefined) leg.on('data', onData);
  });
  server.listen({ port, host: '127.0.0.1', backlog, reusePort: isShared });
  await once(server, 'listening');
  server.on('error', () => undefined); // out of descriptors: the client meets it, the tap goes on
  return {
    port: (server.address() as AddressInfo).port,
    close: () => closeServer(server, clients),
  };
}

function listen(leg: Leg, connection: TapConnection): void {
  leg.tapped = connection;
  leg.on('error', onError);
  leg.on('drain', onDrain);
  leg.on('end', onEnd);
  leg.on('close', onClose);
}

/** One buffer for all answers, as each is read; small ones are copied into Node's own pool, which is cheaper. */
const received = Buffer.allocUnsafe(65_536);
const onread: OnReadOpts = {
  buffer: received,
  callback: function (this: Leg, length: number) {
    const chunk = Buffer.allocUnsafe(length);
    received.copy(chunk, 0, 0, length);
    onData.call(this, chunk);
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
  this.uncork();
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
