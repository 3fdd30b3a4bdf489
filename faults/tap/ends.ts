/** How the two legs of a connection end: carried through, kept secret while a rule wants that, told once. */

import type { Socket } from 'node:net';
import type { Side } from '../../harness/contracts/history.ts';
import type { CutManner } from '../../harness/contracts/tap-rules.ts';
import { resetLeg } from './target-leg.ts';

/** The connection whose ends these are. */
export interface EndsOwner {
  readonly client: Socket;
  readonly target: Socket;
  /** Told once a side. */
  ended(by: Side, how: CutManner): void;
}

/** Sets of sides are two bits: thousands of connections have one of these each. */
const bit = { client: 1, server: 2 } as const;
const both = 3;

export class Ends {
  readonly #owner: EndsOwner;
  #told = 0;
  #closed = 0;
  #holds: Record<Side, number> | undefined;
  /** Ends that came while they were held. */
  #kept: Map<Side, CutManner> | undefined;

  constructor(owner: EndsOwner) {
    this.#owner = owner;
  }

  get bothClosed(): boolean {
    return this.#closed === both;
  }

  /** Nothing has ended as far as the other side could know. */
  get noneSeen(): boolean {
    const hidden =
      (this.#isHeld('client') ? bit.client : 0) | (this.#isHeld('server') ? bit.server : 0);
    return this.#told === 0 && (this.#closed & ~hidden) === 0;
  }

  /** FIN or RST from that side. */
  came(side: Side, how: CutManner): void {
    const isHeld = this.#isHeld(side);
    // what the server does is told at once, for the tap is its witness; the client's end only when it goes on
    if (side === 'server' || !isHeld) this.#tellOnce(side, how);
    if (isHeld) (this.#kept ??= new Map()).set(side, how);
    else this.#pass(side, how);
  }

  /** That side's socket is gone for good. */
  closed(side: Side): void {
    this.#closed |= bit[side];
    if (this.#isHeld(side)) {
      this.#otherOf(side).resume(); // nobody drains the sink any more
      return;
    }
    this.#finishOther(side);
  }

  /** Keeps that side's end from the other until the returned function is called. */
  hold(side: Side): () => void {
    const holds = (this.#holds ??= { client: 0, server: 0 });
    holds[side]++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      holds[side]--;
      if (holds[side] === 0) this.#letThrough(side);
    };
  }

  #isHeld(side: Side): boolean {
    return this.#holds !== undefined && this.#holds[side] > 0;
  }

  #letThrough(side: Side): void {
    const how = this.#kept?.get(side);
    if (how !== undefined) {
      this.#kept?.delete(side);
      this.#tellOnce(side, how);
      this.#pass(side, how);
    }
    if ((this.#closed & bit[side]) !== 0) this.#finishOther(side);
  }

  #pass(side: Side, how: CutManner): void {
    const other = this.#otherOf(side);
    if (other.destroyed) return;
    if (how === 'rst') resetLeg(other);
    else other.end();
  }

  #finishOther(side: Side): void {
    const other = this.#otherOf(side);
    if (!other.destroyed) other.destroySoon();
  }

  #tellOnce(side: Side, how: CutManner): void {
    if ((this.#told & bit[side]) !== 0) return;
    this.#told |= bit[side];
    this.#owner.ended(side, how);
  }

  #otherOf(side: Side): Socket {
    return side === 'client' ? this.#owner.target : this.#owner.client;
  }
}
