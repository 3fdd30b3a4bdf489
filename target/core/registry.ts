/** The set of connections and managers. Removal compares identity, so a late close cannot take a successor away. */

import type { Connection } from './connection.ts';
import { Ledger } from '../time/ledger.ts';
import { Manager } from './manager.ts';

/** The session of a client that names none. */
export const defaultSession = '1';

export class Registry {
  /** What is known of each connection, by seat. */
  readonly ledger = new Ledger();
  /** By seat; a free one is taken again. */
  readonly #seats: (Connection | undefined)[] = [];
  readonly #freeSeats: number[] = [];
  readonly #byId = new Map<string, Connection>();
  readonly #managers = new Map<string, Manager>();
  /** Those of sessions with a name of their own, by user; most users have none. */
  readonly #furtherManagers = new Map<string, Set<Manager>>();
  /** Managers that are retired, as long as they are there. */
  readonly #broken = new Set<Manager>();

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

  /** Managers that are broken as objects: retired with connections left. Costs what is broken. */
  brokenManagers(): Iterable<Manager> {
    return this.#broken;
  }

  /** Costs what the user has, whoever else is there. */
  *connectionsOf(user: string): Generator<Connection, undefined> {
    yield* this.#managers.get(user)?.connections ?? [];
    for (const { connections } of this.#furtherManagers.get(user) ?? []) yield* connections;
  }

  /** The newest connection with this id. */
  find(id: string): Connection | undefined {
    return this.#byId.get(id);
  }

  /** The manager of this session; where there is none a new one, which is there from its first connection on. */
  managerOf(user: string, session: string): Manager {
    return this.#managers.get(keyOf(user, session)) ?? new Manager(user, session);
  }

  add(connection: Connection): void {
    connection.seat = this.#freeSeats.pop() ?? this.#seats.length;
    this.#seats[connection.seat] = connection;
    this.#byId.set(connection.id, connection);
    const { manager } = connection;
    if (!manager.hasActiveConnections()) this.#addManager(manager);
    manager.add(connection);
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
    if (!manager.hasActiveConnections()) this.retire(manager);
    return true;
  }

  /** It takes no part any more; while it has connections it is broken, and without one it is gone. */
  retire(manager: Manager): void {
    manager.retire();
    if (manager.hasActiveConnections()) {
      this.#broken.add(manager);
      return;
    }
    this.#broken.delete(manager);
    const key = keyOf(manager.user, manager.session);
    if (this.#managers.get(key) === manager) this.#managers.delete(key);
    this.#removeFurther(manager);
  }

  #addManager(manager: Manager): void {
    this.#managers.set(keyOf(manager.user, manager.session), manager);
    if (manager.session !== defaultSession) this.#addFurther(manager);
  }

  #addFurther(manager: Manager): void {
    const others = this.#furtherManagers.get(manager.user);
    if (others === undefined) this.#furtherManagers.set(manager.user, new Set([manager]));
    else others.add(manager);
  }

  #removeFurther(manager: Manager): void {
    const others = this.#furtherManagers.get(manager.user);
    if (others?.delete(manager) === true && others.size === 0)
      this.#furtherManagers.delete(manager.user);
  }
}

/** Most have one session, which then needs no name of its own. No name contains a line break. */
function keyOf(user: string, session: string): string {
  return session === defaultSession ? user : `${user}\n${session}`;
}
