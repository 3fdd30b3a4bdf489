/** One WebSocket of a user, with its slot, its emitter and what is known of its health. */

import type { Tier } from '../protocol.ts';
import { Emitter, type EmitPath } from './emitter.ts';
import type { Manager } from './manager.ts';
import type { Wire } from './wire.ts';

/** `suspect`: a detector missed it at least once. `zombie`: found dead, not removed yet. */
export type ConnectionState = 'live' | 'suspect' | 'zombie' | 'gone';

/** Who asks for a connection, as the upgrade request says. */
export interface Applicant {
  readonly connection: string;
  readonly user: string;
  readonly tier: Tier;
  readonly session: string;
}

export class Connection {
  readonly id: string;
  readonly user: string;
  readonly tier: Tier;
  readonly wire: Wire;
  readonly manager: Manager;
  readonly emitter: Emitter<Connection>;
  state: ConnectionState = 'live';
  /** Anything at all, own sends included: the incident's idea of activity. Real microseconds. */
  lastActivityUs: number;
  /** Turns streaming now. */
  turns = 0;

  constructor(applicant: Applicant, wire: Wire, place: Place) {
    this.id = applicant.connection;
    this.user = applicant.user;
    this.tier = applicant.tier;
    this.wire = wire;
    this.manager = place.manager;
    this.emitter = new Emitter<Connection>(this, place.path);
    this.lastActivityUs = place.nowUs;
  }

  get isGone(): boolean {
    return this.state === 'gone';
  }
}

export interface Place {
  readonly manager: Manager;
  readonly path: EmitPath<Connection>;
  readonly nowUs: number;
}
