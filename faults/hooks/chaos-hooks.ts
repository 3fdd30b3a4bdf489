/** What a server is given to put the application faults in place, and what it gives for that. */

import type { Clock } from '../../harness/contracts/clock.ts';
import type { ClockPoint, FaultPoints } from '../../harness/contracts/target.ts';
import type { ThrowPointById } from './throw-point.ts';

/** A socket as the `ws` library has it. */
export interface EmittingSocket {
  /** 1 while it is open. */
  readonly readyState: number;
  send(data: never, ...rest: never[]): void;
  once(event: 'close', listener: () => void): unknown;
}

export interface UpgradeRequest {
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export interface HookOptions {
  readonly clock?: Clock;
  /** The server's own opinion of a connection; whether its socket is open, where not given. */
  readonly isHealthy?: (connection: string) => boolean;
  /** What a probe sends on the socket, for clients that would stumble over `{"type":"probe","nonce":"…"}`. */
  readonly probeMessage?: (nonce: string) => string;
}

export interface ChaosHooks extends FaultPoints {
  /** Puts a fault point into the socket's `send`. Returns the connection's id, of the header or a new one. */
  attach(socket: EmittingSocket, request?: UpgradeRequest): string;
  /** The ids of the open connections. */
  connections(): readonly string[];
  /** Stops the event loop of this process for so long, without burning a processor. */
  stallLoop(ms: number): void;
  /** To be called first in a message handler: throws while a fault makes handlers of this connection crash. */
  handling(socket: EmittingSocket): void;
  /** To be called first where a connection is let go of: throws while a fault makes that fail. */
  removing(socket: EmittingSocket): void;
  readonly handler: ThrowPointById;
  readonly cleanup: ThrowPointById;
  /** Steps `Date` of this process. */
  readonly clock: ClockPoint;
  /** Serves the fault points on a loopback port; every request needs the token. */
  listen(options?: ListenOptions): Promise<ListeningHooks>;
}

export interface ListeningHooks {
  readonly url: string;
  readonly token: string;
  /** Both in one address, `http://<token>@127.0.0.1:<port>`: what `target.hooks` of a scenario takes. */
  readonly control: string;
  close(): Promise<void>;
}

export interface ListenOptions {
  /** A free one where not given. */
  readonly port?: number;
  readonly token?: string;
}
