/** TCP and TLS sockets that read into one buffer shared by the whole process. */

import { Socket } from 'node:net';

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
  /** What has come is the first `bytes` of the buffer; valid during the call only. */
  received(buffer: Buffer, bytes: number): void;
  failed(error: Error): void;
  /** The peer has said all it had to say. */
  ended(): void;
  gone(): void;
}

const readBufferBytes = 64 * 1024;
const readBuffer = Buffer.allocUnsafeSlow(readBufferBytes);
const onread = { buffer: readBuffer, callback: onRead };

/** Opens a connection; `noDelay` because every frame is a message of its own. */
export function openTransport(address: Address, owner: TransportOwner): Socket {
  const { host, port, tls } = address;
  if (tls !== undefined) return openSecure({ host, port, tls }, owner);
  const socket = new PlainSocket(owner);
  socket.setNoDelay(true);
  socket.connect({ host, port });
  return socket;
}

/** Tells its owner without listeners: three of them are a tenth of what a connection weighs. */
class PlainSocket extends Socket {
  readonly owner: TransportOwner;

  constructor(owner: TransportOwner) {
    super({ onread });
    this.owner = owner;
  }

  override emit(event: string | symbol, ...args: unknown[]): boolean {
    if (event === 'connect') this.owner.connected();
    else if (event === 'error') this.owner.failed(args[0] as Error);
    else if (event === 'end') this.owner.ended();
    else if (event === 'close') this.owner.gone();
    if (event === 'error' && this.listenerCount(event) === 0) return true;
    return super.emit(event as string, ...args);
  }
}

/** Node calls it with the socket as `this`. */
function onRead(this: unknown, bytes: number, buffer: Uint8Array): boolean {
  (this as PlainSocket).owner.received(buffer as Buffer, bytes);
  return true;
}

/** Loaded when it is needed: an engine that holds only `ws:` connections is 2 MB smaller without it. */
const secure = () => process.getBuiltinModule('node:tls');

function openSecure({ host, port, tls }: Required<Address>, owner: TransportOwner): Socket {
  const socket = secure().connect({ host, port, ALPNProtocols: ['http/1.1'], ...serverName(tls) });
  socket.setNoDelay(true);
  socket.on('secureConnect', () => {
    owner.connected();
  });
  socket.on('data', (chunk: Buffer) => {
    owner.received(chunk, chunk.length);
  });
  socket.on('error', (error: Error) => {
    owner.failed(error);
  });
  socket.on('end', () => {
    owner.ended();
  });
  socket.on('close', () => {
    owner.gone();
  });
  return socket;
}

/** TLS refuses an IP address as a server name. */
function serverName(tls: Required<Address>['tls']): Partial<Required<Address>['tls']> {
  const isAddress = /^[\d.]+$|:/.test(tls.servername);
  return isAddress ? { rejectUnauthorized: tls.rejectUnauthorized } : tls;
}
