/** The set of connections and managers. Removal compares identity, so a late close cannot take a successor away. */

import type { Connection } from './connection.ts';
import { Manager } from './manager.ts';

/** The session of a client that names none. */
export const defaultSession = '1';

export class Registry {
  /** By seat; a free one is taken again. */
  readonly #seats: (Connection | undefined)[] = [];
  readonly #freeSeats: number[] = [];
  readonly #byId = new Map<string, Connection>();
  readonly #managers = new Map<string, Manager>();

  get size(): number {
    return this.#seats.length - this.#freeSeats.length;
  }

  get managerCount(): number {
    return this.#managers.size;
  }

  /** Tolerates that some come and go meanwhile. */
  *connections(): Generator<Connection, undefined> {
    for (const connection of this.#seats) if (connection !== undefined) yield connection;
  }

  /** Who sits there; undefined for a free seat. */
  at(seat: number): Connection | undefined {
    return this.#seats[seat];
  }

  managers(): Iterable<Manager> {
    return this.#managers.values();
  }

  /** The newest connection with this id. */
  find(id: string): Connection | undefined {
    return this.#byId.get(id);
  }

  /** The manager of this session, made when there is none. */
  managerOf(user: string, session: string): Manager {
    const key = keyOf(user, session);
    const known = this.#managers.get(key);
    if (known !== undefined) return known;
    const manager = new Manager(user, session);
    this.#managers.set(key, manager);
    return manager;
  }

  add(connection: Connection): void {
    connection.seat = this.#freeSeats.pop() ?? this.#seats.length;
    this.#seats[connection.seat] = connection;
    this.#byId.set(connection.id, connection);
    connection.manager.add(connection);
  }

  /** False when it was not there. */
  remove(connection: Connection): boolean {
    if (connection.seat < 0) return false;
    this.#seats[connection.seat] = undefined;
    this.#freeSeats.push(connection.seat);
    connection.seat = -1;
    if (this.#byId.get(connection.id) === connection) this.#byId.delete(connection.id);
    const { manager } = connection;
    manager.remove(connection);
    if (manager.connections.length === 0) this.#retire(manager);
    return true;
  }

  #retire(manager: Manager): void {
    manager.retire();
    const key = keyOf(manager.user, manager.session);
    if (this.#managers.get(key) === manager) this.#managers.delete(key);
  }
}

/** Most have one session, which then needs no name of its own. No name contains a line break. */
function keyOf(user: string, session: string): string {
  return session === defaultSession ? user : `${user}\n${session}`;
}
