/** What the detectors think of each connection, in one place: suspects, and zombies not removed yet. */

import type { Connection } from '../core/connection.ts';

export interface Sentence {
  /** Name of the detector. */
  readonly by: string;
  readonly reason: string;
}

export class Verdicts {
  /** Suspicions by connection: how many detectors missed it. */
  readonly #suspicions = new Map<Connection, number>();
  readonly #zombies = new Map<Connection, Sentence>();

  /** Zombies that could be removed at once: capacity in disguise. */
  get reclaimable(): number {
    return this.#zombies.size;
  }

  /** Oldest first. */
  zombies(): IteratorObject<readonly [Connection, Sentence]> {
    return this.#zombies.entries();
  }

  suspects(): Iterable<Connection> {
    return this.#suspicions.keys();
  }

  get suspectCount(): number {
    return this.#suspicions.size;
  }

  /** How many detectors missed it. */
  suspicionsOf(connection: Connection): number {
    return this.#suspicions.get(connection) ?? 0;
  }

  /** A detector missed it for the first time. */
  suspect(connection: Connection): void {
    this.#suspicions.set(connection, (this.#suspicions.get(connection) ?? 0) + 1);
    if (connection.state === 'live') connection.state = 'suspect';
  }

  /** A detector that suspected it has heard of it again. A zombie it condemned is none then. */
  clear(connection: Connection, by: string): void {
    const left = (this.#suspicions.get(connection) ?? 0) - 1;
    if (left > 0) this.#suspicions.set(connection, left);
    else this.#suspicions.delete(connection);
    if (this.#zombies.get(connection)?.by === by) this.#zombies.delete(connection);
    if (connection.isGone || this.#zombies.has(connection)) return;
    connection.state = left > 0 ? 'suspect' : 'live';
  }

  condemn(connection: Connection, by: string, reason: string): void {
    if (connection.isGone) return;
    connection.state = 'zombie';
    this.#zombies.set(connection, { by, reason });
  }

  forget(connection: Connection): void {
    this.#suspicions.delete(connection);
    this.#zombies.delete(connection);
  }
}
