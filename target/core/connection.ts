/** One WebSocket of a user, with its slot, its emitter and what is known of its health. */

import type { Tier } from '../protocol.ts';
import { Emitter, type EmitPath } from './emitter.ts';
import type { Manager } from './manager.ts';
import type { Slot } from './slots.ts';
import type { Turns } from './turns.ts';
import type { Wire } from './wire.ts';

/** `suspect`: a detector missed it at least once. `zombie`: found dead, not removed yet. */
export type ConnectionState = 'live' | 'suspect' | 'zombie' | 'gone';

/** Who asks for a connection, as the upgrade request says. */
export interface Applicant {
  readonly connection: string;
  readonly user: string;
  readonly tier: Tier;
  readonly session: string;
  /** An earlier connection it wants to go on with, and how far that one came. */
  readonly resume?: { readonly connection: string; readonly seq: number };
}

export class Connection {
  readonly id: string;
  readonly user: string;
  readonly tier: Tier;
  readonly wire: Wire;
  readonly manager: Manager;
  readonly slot: Slot;
  readonly emitter: Emitter<Connection>;
  /** Its number in the registry while it is there, for whoever keeps something of each connection; -1 otherwise. */
  seat = -1;
  state: ConnectionState = 'live';
  /**
   * Anything at all, own sends included: the incident's idea of activity. Real microseconds. A fraction from the
   * start: V8 then writes in place instead of making a number each time, which would live until the next one.
   */
  lastActivityUs = -Infinity;
  /** Made when first needed: most connections are idle. */
  turns: Turns | undefined;

  constructor(applicant: Applicant, wire: Wire, place: Place) {
    this.id = applicant.connection;
    this.user = applicant.user;
    this.tier = applicant.tier;
    this.wire = wire;
    this.manager = place.manager;
    this.slot = place.slot;
    this.emitter = new Emitter<Connection>(this, place.path);
    this.lastActivityUs = place.nowUs;
  }

  get isGone(): boolean {
    return this.state === 'gone';
  }

  /** Cancels what it still had to do and lets go of what it kept. */
  release(): void {
    this.state = 'gone';
    this.turns?.cancel();
    this.turns = undefined;
    this.emitter.release();
  }
}

export interface Place {
  readonly manager: Manager;
  readonly slot: Slot;
  readonly path: EmitPath<Connection>;
  readonly nowUs: number;
}
