/** Every fault by its name, in the order of the alphabet; a name here is the file's and the CLI's. */

import type { Fault } from '../harness/contracts/fault.ts';
import { bandwidth } from './bandwidth.ts';
import { cleanupFailure } from './cleanup-failure.ts';
import { clientFreeze } from './client-freeze.ts';
import { clientKill } from './client-kill.ts';
import { clockStep } from './clock-step.ts';
import { closeIgnored } from './close-ignored.ts';
import { connectionReset } from './connection-reset.ts';
import { halfClose } from './half-close.ts';
import { halfOpenSocket } from './half-open-socket.ts';
import { handOff } from './hand-off.ts';
import { handlerCrash } from './handler-crash.ts';
import { handshakeThenSilence } from './handshake-then-silence.ts';
import { identityReuse } from './identity-reuse.ts';
import { idleCut } from './idle-cut.ts';
import { latency } from './latency.ts';
import { lifetimeCap } from './lifetime-cap.ts';
import { malformedFrame } from './malformed-frame.ts';
import { massCut } from './mass-cut.ts';
import { messageDelay } from './message-delay.ts';
import { messageDuplicate } from './message-duplicate.ts';
import { messageReorder } from './message-reorder.ts';
import { oneWayCut } from './one-way-cut.ts';
import { partition } from './partition.ts';
import { pingFlood } from './ping-flood.ts';
import { pongLoss } from './pong-loss.ts';
import { pongSpoof } from './pong-spoof.ts';
import { silentEventLoss } from './silent-event-loss.ts';
import { slowHandshake } from './slow-handshake.ts';
import { socketKill } from './socket-kill.ts';
import { stalledEmitter } from './stalled-emitter.ts';
import { statsPoll } from './stats-poll.ts';
import { targetFreeze } from './target-freeze.ts';
import { targetKill } from './target-kill.ts';
import { targetStall } from './target-stall.ts';
import { targetStop } from './target-stop.ts';
import { trickleReader } from './trickle-reader.ts';
import { zeroWindow } from './zero-window.ts';

const all: readonly Fault[] = [
  bandwidth,
  cleanupFailure,
  clientFreeze,
  clientKill,
  clockStep,
  closeIgnored,
  connectionReset,
  halfClose,
  halfOpenSocket,
  handOff,
  handlerCrash,
  handshakeThenSilence,
  identityReuse,
  idleCut,
  latency,
  lifetimeCap,
  malformedFrame,
  massCut,
  messageDelay,
  messageDuplicate,
  messageReorder,
  oneWayCut,
  partition,
  pingFlood,
  pongLoss,
  pongSpoof,
  silentEventLoss,
  slowHandshake,
  socketKill,
  stalledEmitter,
  statsPoll,
  targetFreeze,
  targetKill,
  targetStall,
  targetStop,
  trickleReader,
  zeroWindow,
];

export const faults: ReadonlyMap<string, Fault> = new Map(all.map((fault) => [fault.name, fault]));
