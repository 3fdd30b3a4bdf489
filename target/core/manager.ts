/**
 * One manager serves one (user, session). Its health predicates are the incident's own: they look at object
 * references, so a manager that delivers nothing still passes them. Nothing may decide by them alone.
 */

import type { Connection } from './connection.ts';

export class Manager {
  readonly user: string;
  readonly session: string;
  #connections: Connection[] = [];
  #isActive = true;

  constructor(user: string, session: string) {
    this.user = user;
    this.session = session;
  }

  get connections(): readonly Connection[] {
    return this.#connections;
  }

  isHealthy(): boolean {
    return this.#isActive;
  }

  hasActiveConnections(): boolean {
    return this.connections.length > 0;
  }

  /** Latest activity of any of its connections, in microseconds; -Infinity without one. */
  get lastActivityUs(): number {
    let latestUs = -Infinity;
    for (const { lastActivityUs } of this.connections)
      latestUs = Math.max(latestUs, lastActivityUs);
    return latestUs;
  }

  add(connection: Connection): void {
    // Most have one only, and an array that grows makes room for seventeen.
    if (this.#connections.length === 0) this.#connections = [connection];
    else this.#connections.push(connection);
  }

  /** False when it was not there. */
  remove(connection: Connection): boolean {
    const index = this.#connections.indexOf(connection);
    if (index >= 0) this.#connections.splice(index, 1);
    return index >= 0;
  }

  retire(): void {
    this.#isActive = false;
  }
}
