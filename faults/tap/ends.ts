/** How the two legs of a connection end: carried through, kept secret while a rule wants that, told once. */

import type { Socket } from 'node:net';
import type { Side } from '../../harness/contracts/history.ts';

type Manner = 'fin' | 'rst';

export class Ends {
  readonly #sockets: Readonly<Record<Side, Socket>>;
  readonly #tell: (by: Side, how: Manner) => void;
  readonly #told = new Set<Side>();
  readonly #holds: Record<Side, number> = { client: 0, server: 0 };
  /** Ends that came while they were held. */
  readonly #kept = new Map<Side, Manner>();
  readonly #closed = new Set<Side>();

  constructor(client: Socket, server: Socket, tell: (by: Side, how: Manner) => void) {
    this.#sockets = { client, server };
    this.#tell = tell;
  }

  get bothClosed(): boolean {
    return this.#closed.size === 2;
  }

  /** Nothing has ended as far as the other side could know. */
  get noneSeen(): boolean {
    const closed = [...this.#closed].some((side) => this.#holds[side] === 0);
    return this.#told.size === 0 && !closed;
  }

  /** FIN or RST from that side. */
  came(side: Side, how: Manner): void {
    // what the server does is told at once, for the tap is its witness; the client's end only when it goes on
    if (side === 'server' || this.#holds[side] === 0) this.#tellOnce(side, how);
    if (this.#holds[side] > 0) {
      this.#kept.set(side, how);
      return;
    }
    this.#pass(side, how);
  }

  /** That side's socket is gone for good. */
  closed(side: Side): void {
    this.#closed.add(side);
    if (this.#holds[side] > 0) {
      this.#otherOf(side).resume(); // nobody drains the sink any more
      return;
    }
    this.#finishOther(side);
  }

  /** Keeps that side's end from the other until the returned function is called. */
  hold(side: Side): () => void {
    this.#holds[side]++;
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#holds[side]--;
      if (this.#holds[side] === 0) this.#letThrough(side);
    };
  }

  #letThrough(side: Side): void {
    const how = this.#kept.get(side);
    if (how !== undefined) {
      this.#kept.delete(side);
      this.#tellOnce(side, how);
      this.#pass(side, how);
    }
    if (this.#closed.has(side)) this.#finishOther(side);
  }

  #pass(side: Side, how: Manner): void {
    const other = this.#otherOf(side);
    if (other.destroyed) return;
    if (how === 'rst') other.resetAndDestroy();
    else other.end();
  }

  #finishOther(side: Side): void {
    const other = this.#otherOf(side);
    if (!other.destroyed) other.destroySoon();
  }

  #tellOnce(side: Side, how: Manner): void {
    if (this.#told.has(side)) return;
    this.#told.add(side);
    this.#tell(side, how);
  }

  #otherOf(side: Side): Socket {
    return this.#sockets[side === 'client' ? 'server' : 'client'];
  }
}
