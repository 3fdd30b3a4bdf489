/** What the detectors think of each connection, in one place: suspects, and zombies not removed yet. */

import type { Connection } from '../core/connection.ts';

export class Verdicts {
  /** Suspicions by connection: how many detectors missed it. */
  readonly #suspicions = new Map<Connection, number>();
  readonly #zombies = new Map<Connection, string>();

  /** Zombies that could be removed at once: capacity in disguise. */
  get reclaimable(): number {
    return this.#zombies.size;
  }

  /** Oldest first, with the reason. */
  zombies(): Iterable<readonly [Connection, string]> {
    return this.#zombies;
  }

  suspects(): Iterable<Connection> {
    return this.#suspicions.keys();
  }

  get suspectCount(): number {
    return this.#suspicions.size;
  }

  /** A detector missed it for the first time. */
  suspect(connection: Connection): void {
    this.#suspicions.set(connection, (this.#suspicions.get(connection) ?? 0) + 1);
    if (connection.state === 'live') connection.state = 'suspect';
  }

  /** A detector that suspected it has heard of it again. A zombie with signs of life is none. */
  clear(connection: Connection): void {
    const left = (this.#suspicions.get(connection) ?? 0) - 1;
    if (left > 0) this.#suspicions.set(connection, left);
    else this.#suspicions.delete(connection);
    this.#zombies.delete(connection);
    if (!connection.isGone) connection.state = left > 0 ? 'suspect' : 'live';
  }

  condemn(connection: Connection, reason: string): void {
    if (connection.isGone) return;
    connection.state = 'zombie';
    this.#zombies.set(connection, reason);
  }

  forget(connection: Connection): void {
    this.#suspicions.delete(connection);
    this.#zombies.delete(connection);
  }
}
