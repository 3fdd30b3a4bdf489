/** The tap's sockets: accepts clients, connects each to the target at once, and shares one set of listeners. */

import { connect, createServer, type OnReadOpts, type Server, type Socket } from 'node:net';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Side } from '../../harness/contracts/history.ts';
import type { Ledger } from './ledger.ts';
import { TapConnection } from './tap-connection.ts';

/** A reconnect storm arrives faster than it is accepted. */
const backlog = 4096;

interface Leg extends Socket {
  tapped?: { readonly connection: TapConnection; readonly side: Side };
}

export interface ListeningTap {
  readonly port: number;
  /** Stops accepting and destroys what is open. */
  close(): Promise<void>;
}

export interface TargetAddress {
  readonly host: string;
  readonly port: number;
}

/** Listens on a free loopback port. Rejects when it cannot. */
export async function listenTap(target: TargetAddress, ledger: Ledger): Promise<ListeningTap> {
  const open = new Set<Socket>();
  const server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    accept(client, target, ledger);
    open.add(client);
    client.once('close', () => open.delete(client));
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog });
  await once(server, 'listening');
  server.on('error', () => undefined); // out of descriptors: the client meets it, the tap goes on
  return {
    port: (server.address() as AddressInfo).port,
    close: () => closeServer(server, open),
  };
}

function accept(client: Leg, address: TargetAddress, ledger: Ledger): void {
  const target: Leg = connect({ ...address, allowHalfOpen: true, noDelay: true, onread });
  const connection = new TapConnection(client, target, ledger);
  listen(client, connection, 'client');
  listen(target, connection, 'server');
  client.on('data', onData);
}

function listen(leg: Leg, connection: TapConnection, side: Side): void {
  leg.tapped = { connection, side };
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
  if (this.tapped === undefined) return;
  const { connection, side } = this.tapped;
  try {
    if (side === 'client') connection.fromClient(chunk);
    else connection.fromTarget(chunk);
  } catch (error) {
    connection.abandon(error);
  }
}

function onDrain(this: Leg): void {
  this.tapped?.connection.drained(this.tapped.side);
}

function onEnd(this: Leg): void {
  this.tapped?.connection.ends.came(this.tapped.side, 'fin');
}

function onError(this: Leg, error: NodeJS.ErrnoException): void {
  this.tapped?.connection.failed(this.tapped.side, error);
}

function onClose(this: Leg): void {
  this.tapped?.connection.legClosed(this.tapped.side);
}

async function closeServer(server: Server, open: ReadonlySet<Socket>): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  for (const client of open) client.destroy();
  await closed;
}
