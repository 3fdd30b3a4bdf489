/** One WebSocket of a user, with its slot, its events and what is known of its health. */

import type { Tier } from '../protocol.ts';
import { Emitter, type EmitPath } from './emitter.ts';
import type { Records } from '../time/ledger.ts';
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

export class Connection extends Emitter<Connection> {
  // What a sweep needs comes first, next to what the emitter has: as few lines of memory as can be.
  readonly wire: Wire;
  /** Its number in the registry while it is there, for whoever keeps something of each connection; -1 otherwise. */
  seat = -1;
  readonly #activity: Records;
  state: ConnectionState = 'live';
  readonly id: string;
  readonly user: string;
  readonly tier: Tier;
  readonly manager: Manager;
  readonly slot: Slot;
  /** Made when first needed: most connections are idle. */
  turns: Turns | undefined;

  constructor(applicant: Applicant, wire: Wire, place: Place) {
    super(place.path);
    this.id = applicant.connection;
    this.user = applicant.user;
    this.tier = applicant.tier;
    this.wire = wire;
    this.manager = place.manager;
    this.slot = place.slot;
    this.#activity = place.activity;
  }

  /** The events, for whoever wants of the connection only those. */
  get emitter(): Emitter<Connection> {
    return this;
  }

  /** Anything at all, own sends included: the incident's idea of activity. Real microseconds; 0 once it is gone. */
  get lastActivityUs(): number {
    return this.#activity.get(this.seat, 0);
  }

  set lastActivityUs(nowUs: number) {
    this.#activity.set(this.seat, 0, nowUs);
  }

  protected override get owner(): this {
    return this;
  }

  get isGone(): boolean {
    return this.state === 'gone';
  }

  /** Cancels what it still had to do and lets go of what it kept. */
  override release(): void {
    this.state = 'gone';
    this.turns?.cancel();
    this.turns = undefined;
    super.release();
  }
}

export interface Place {
  readonly manager: Manager;
  readonly slot: Slot;
  readonly path: EmitPath<Connection>;
  /** One field of each connection: `lastActivityUs`. */
  readonly activity: Records;
}
