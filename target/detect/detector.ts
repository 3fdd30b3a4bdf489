/** A way to find zombies. Detectors hold what they know of each connection themselves and report to `Verdicts`. */

import type { Connection } from '../core/connection.ts';

/**
 * Something the peer did: sent a frame, answered a ping, acknowledged an event it had not acknowledged before, or asked
 * for something. What the server itself does is never a sign of life.
 */
export const peerSigns = ['frame', 'pong', 'progress', 'prompt'] as const;
export type PeerSign = (typeof peerSigns)[number];

export interface Detector {
  readonly name: string;
  /** The only signs it wants to hear of; all of them where not given. Spares the busiest path the calls. */
  readonly hears?: readonly PeerSign[];
  opened(connection: Connection): void;
  closed(connection: Connection): void;
  heard(connection: Connection, sign: PeerSign): void;
  /** An event was handed to the emit path. */
  emitted?(connection: Connection): void;
  /** Something the peer sent was answered beside the events: an echo, a replay, a pong. */
  answered?(connection: Connection): void;
  /** Looks at what is due at `nowUs` (fair time); returns how many it looked at. */
  sweep(nowUs: number, budget: number): number;
}

/** A detector that can be asked to make haste, because somebody waits for a slot. */
export interface Prober extends Detector {
  /** Connections that are being probed at the urgent pace. */
  readonly hurrying: number;
  /** Probes these at the urgent pace until each has shown progress or is condemned. */
  hurry(connections: Iterable<Connection>): void;
}

/** Watches nothing and finds nothing. */
export function inertDetector(name: string): Prober {
  const nothing = (): void => undefined;
  return {
    name,
    opened: nothing,
    closed: nothing,
    heard: nothing,
    sweep: () => 0,
    hurrying: 0,
    hurry: nothing,
  };
}
