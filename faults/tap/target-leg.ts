/** The tap's connection to the target: bare TCP, or TLS over it. */

import { connect, isIP, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

export interface TargetAddress {
  readonly host: string;
  readonly port: number;
  /** Present where the target speaks TLS. */
  readonly tls?: TargetTls;
}

export interface TargetTls {
  /** Whom the certificate must name; default: the host. */
  readonly servername?: string;
  /** Certificates to trust, PEM, in place of the machine's. */
  readonly ca?: string;
}

/** The TCP socket below a TLS one, which is what can be reset. */
const below = new WeakMap<Socket, Socket>();

/**
 * Connects anew at each call, with one set of options for all. What is read goes to `onread` over TCP, to `data`
 * listeners over TLS. Over TCP it is corked until it is reached: a write before takes listeners and closures of its own.
 */
export function targetConnector(address: TargetAddress, onread: OnReadOpts): () => Socket {
  const { host, port, tls } = address;
  if (tls !== undefined) return () => connectSecurely(address, tls);
  const options = { host, port, allowHalfOpen: true, noDelay: true, onread };
  return () => {
    const target = connect(options);
    target.cork();
    return target;
  };
}

function connectSecurely({ host, port }: TargetAddress, tls: TargetTls): Socket {
  const tcp = connect({ host, port, allowHalfOpen: true, noDelay: true });
  // an address is no name that could be asked for, yet the certificate must name it
  const { servername = isIP(host) === 0 ? host : undefined } = tls;
  const secure = connectTls({
    socket: tcp,
    host,
    ALPNProtocols: ['http/1.1'],
    ...(servername === undefined ? {} : { servername }),
    ...(tls.ca === undefined ? {} : { ca: tls.ca }),
  });
  below.set(secure, tcp);
  tcp.on('error', (error) => secure.destroy(error));
  return secure;
}

/** The event that says the target is reached, its certificate checked where it has one. */
export function reachedEvent({ tls }: TargetAddress): 'connect' | 'secureConnect' {
  return tls === undefined ? 'connect' : 'secureConnect';
}

/** RST, on either leg. */
export function resetLeg(socket: Socket): void {
  const tcp = below.get(socket);
  if (tcp === undefined) {
    socket.resetAndDestroy();
    return;
  }
  tcp.resetAndDestroy();
  socket.destroy();
}
