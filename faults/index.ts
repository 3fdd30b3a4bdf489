/** Every fault by its name, in the order of the alphabet; a name here is the file's and the CLI's. */

import type { Fault } from '../harness/contracts/fault.ts';
import { halfOpenSocket } from './half-open-socket.ts';
import { silentEventLoss } from './silent-event-loss.ts';
import { stalledEmitter } from './stalled-emitter.ts';

export const faults: ReadonlyMap<string, Fault> = new Map(
  [halfOpenSocket, silentEventLoss, stalledEmitter].map((fault) => [fault.name, fault]),
);
