/** The fault points beside the emit path: a message handler, the removal of a connection, the clock. Nothing is armed by itself. */

import type { TargetClock } from '../clock.ts';
import { ClockPoint } from './clock-point.ts';
import type { Connection } from './connection.ts';
import { ThrowPoint } from './throw-point.ts';

export class FaultPoints {
  /** Passed with each message of a client, before anything is done about it. */
  readonly handler: ThrowPoint<Connection>;
  /** Passed when the server begins to let go of a connection. */
  readonly cleanup: ThrowPoint<Connection>;
  readonly clock: ClockPoint;

  constructor(clock: TargetClock) {
    this.handler = new ThrowPoint('handling a message', clock);
    this.cleanup = new ThrowPoint('removing a connection', clock);
    this.clock = new ClockPoint(clock);
  }

  /** The connection is gone for good. */
  forget(connection: Connection): void {
    this.handler.disarm(connection);
    this.cleanup.disarm(connection);
  }
}
