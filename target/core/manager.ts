/**
 * One manager serves one (user, session). Its health predicates are the incident's own: they look at object
 * references, so a manager that delivers nothing still passes them. Nothing may decide by them alone.
 */

import type { Connection } from './connection.ts';

const noConnections: readonly Connection[] = [];

export class Manager {
  readonly user: string;
  readonly session: string;
  /** Most have one only, and a list of one would cost each of them more than the manager itself. */
  #connections: Connection | readonly Connection[] = noConnections;
  #isActive = true;

  constructor(user: string, session: string) {
    this.user = user;
    this.session = session;
  }

  get connections(): readonly Connection[] {
    return Array.isArray(this.#connections)
      ? (this.#connections as readonly Connection[])
      : [this.#connections as Connection];
  }

  isHealthy(): boolean {
    return this.#isActive;
  }

  hasActiveConnections(): boolean {
    return this.#connections !== noConnections;
  }

  /** Latest activity of any of its connections, in microseconds; -Infinity without one. */
  get lastActivityUs(): number {
    let latestUs = -Infinity;
    for (const { lastActivityUs } of this.connections)
      latestUs = Math.max(latestUs, lastActivityUs);
    return latestUs;
  }

  add(connection: Connection): void {
    const { connections } = this;
    this.#connections = connections.length === 0 ? connection : [...connections, connection];
  }

  /** False when it was not there. */
  remove(connection: Connection): boolean {
    const { connections } = this;
    const others = connections.filter((other) => other !== connection);
    this.#connections = others.length === 0 ? noConnections : others;
    return others.length < connections.length;
  }

  retire(): void {
    this.#isActive = false;
  }
}
