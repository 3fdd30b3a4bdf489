/** The places at which a planted defect can put a worse part. Without a defect these are the server's own parts. */

import { graduatedDoorkeeper, type GraduatedParts } from '../admission/graduated-doorkeeper.ts';
import type { Doorkeeper } from '../admission/doorkeeper.ts';
import type { Detector, Prober } from '../detect/detector.ts';
import { Backpressure, type BackpressureOptions } from '../detect/backpressure.ts';
import { StuckState, type StuckStateOptions } from '../detect/stuck-state.ts';
import { FunctionalProbe, type FunctionalProbeOptions } from '../detect/functional-probe.ts';
import { Heartbeat, type HeartbeatOptions } from '../detect/heartbeat.ts';
import { Redelivery, type RedeliveryOptions } from '../detect/redelivery.ts';
import type { Bench } from '../policies/policy.ts';
import type { Connection } from './connection.ts';
import type { Slot, Slots } from './slots.ts';
import { Turns, type TurnsPorts, type Voice } from './turns.ts';

export interface Seams {
  /** Whether a stall of the own event loop is compensated. */
  readonly isTimeFair: boolean;
  /** Whether the sweeper runs at all. */
  readonly isSweeping: boolean;
  /** Whether a connection is shown in the census. */
  readonly isListed: (connection: Connection) => boolean;
  /** The connection was shown to whoever asked for the census. */
  readonly observed: (connection: Connection) => void;
  readonly emitFailed: (connection: Connection) => void;
  /** The bottom of the emit path. */
  readonly deliver: (connection: Connection, text: string) => void;
  /** Ends a connection found dead; `free` gives its slot back. */
  readonly removeDead: (connection: Connection, free: () => void) => void;
  /** Tells a connection that the server goes away. */
  readonly sayGoodbye: (connection: Connection, code: number, reason: string) => void;
  readonly releaseSlot: (slots: Slots, slot: Slot) => boolean;
  readonly turns: (ports: TurnsPorts, voice: Voice) => Turns;
  /** Whether events are kept for replay until they are acknowledged. */
  readonly isKept: boolean;
  readonly heartbeat: (options: HeartbeatOptions) => Detector;
  readonly probe: (options: FunctionalProbeOptions) => Prober;
  readonly stuckState: (options: StuckStateOptions) => Detector;
  readonly backpressure: (options: BackpressureOptions) => Detector;
  readonly redelivery: (options: RedeliveryOptions) => Detector;
  /** Detectors beside the policy's own. */
  readonly furtherDetectors: (bench: Bench) => readonly Detector[];
  readonly doorkeeper: (bench: Bench, parts: GraduatedParts) => Doorkeeper;
}

export const ownParts: Seams = {
  isTimeFair: true,
  isSweeping: true,
  isListed: () => true,
  observed: () => undefined,
  emitFailed: () => undefined,
  deliver: ({ wire }, text) => {
    wire.send(text);
  },
  removeDead: ({ wire }, free) => {
    wire.terminate();
    free();
  },
  sayGoodbye: ({ wire }, code, reason) => {
    wire.close(code, reason);
  },
  releaseSlot: (slots, slot) => slots.release(slot),
  turns: (ports, voice) => new Turns(ports, voice),
  isKept: true,
  heartbeat: (options) => new Heartbeat(options),
  probe: (options) => new FunctionalProbe(options),
  stuckState: (options) => new StuckState(options),
  backpressure: (options) => new Backpressure(options),
  redelivery: (options) => new Redelivery(options),
  furtherDetectors: () => [],
  doorkeeper: graduatedDoorkeeper,
};
