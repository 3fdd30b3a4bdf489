/** TCP and TLS sockets that read into one buffer shared by the whole process. */

import { connect, type Socket } from 'node:net';

export interface Address {
  readonly host: string;
  readonly port: number;
  readonly tls?: {
    readonly servername: string;
    readonly rejectUnauthorized: boolean;
  };
}

export interface TransportOwner {
  connected(): void;
  /** Valid during the call only. */
  received(bytes: Buffer): void;
  failed(error: Error): void;
  gone(): void;
}

const readBufferBytes = 64 * 1024;
const readBuffer = Buffer.allocUnsafeSlow(readBufferBytes);

/** The listeners below are shared by all sockets; each finds its owner here. */
const owner = Symbol('owner');
type Owned = Socket & { [owner]: TransportOwner };

/** Opens a connection; `noDelay` because every frame is a message of its own. */
export function openTransport(address: Address, transportOwner: TransportOwner): Socket {
  const { host, port, tls } = address;
  const socket = (
    tls === undefined
      ? connect({ host, port, noDelay: true, onread: { buffer: readBuffer, callback: onRead } })
      : secure().connect({ host, port, ALPNProtocols: ['http/1.1'], ...serverName(tls) })
  ) as Owned;
  socket[owner] = transportOwner;
  socket.on(tls === undefined ? 'connect' : 'secureConnect', onConnect);
  socket.on('error', onError);
  socket.on('close', onClose);
  if (tls !== undefined) {
    socket.setNoDelay(true);
    socket.on('data', onData);
  }
  return socket;
}

/** Loaded when it is needed: an engine that holds only `ws:` connections is 2 MB smaller without it. */
const secure = () => process.getBuiltinModule('node:tls');

/** TLS refuses an IP address as a server name. */
function serverName(tls: NonNullable<Address['tls']>): Partial<NonNullable<Address['tls']>> {
  const isAddress = /^[\d.]+$|:/.test(tls.servername);
  return isAddress ? { rejectUnauthorized: tls.rejectUnauthorized } : tls;
}

/** Node calls it with the socket as `this`. */
function onRead(this: unknown, bytes: number, buffer: Uint8Array): boolean {
  (this as Owned)[owner].received((buffer as Buffer).subarray(0, bytes));
  return true;
}

function onData(this: Socket, bytes: Buffer): void {
  (this as Owned)[owner].received(bytes);
}

function onConnect(this: Socket): void {
  (this as Owned)[owner].connected();
}

function onError(this: Socket, error: Error): void {
  (this as Owned)[owner].failed(error);
}

function onClose(this: Socket): void {
  (this as Owned)[owner].gone();
}
