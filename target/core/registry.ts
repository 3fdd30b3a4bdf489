/** The set of connections and managers. Removal compares identity, so a late close cannot take a successor away. */

import type { Connection } from './connection.ts';
import { Manager } from './manager.ts';

export class Registry {
  readonly #connections = new Set<Connection>();
  readonly #byId = new Map<string, Connection>();
  readonly #managers = new Map<string, Manager>();

  get size(): number {
    return this.#connections.size;
  }

  get managerCount(): number {
    return this.#managers.size;
  }

  connections(): Iterable<Connection> {
    return this.#connections;
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
    const key = `${user}\n${session}`;
    const known = this.#managers.get(key);
    if (known !== undefined) return known;
    const manager = new Manager(user, session);
    this.#managers.set(key, manager);
    return manager;
  }

  add(connection: Connection): void {
    this.#connections.add(connection);
    this.#byId.set(connection.id, connection);
    connection.manager.connections.push(connection);
  }

  /** False when it was not there. */
  remove(connection: Connection): boolean {
    if (!this.#connections.delete(connection)) return false;
    if (this.#byId.get(connection.id) === connection) this.#byId.delete(connection.id);
    const { manager } = connection;
    manager.remove(connection);
    if (manager.connections.length === 0) this.#retire(manager);
    return true;
  }

  #retire(manager: Manager): void {
    manager.retire();
    const key = `${manager.user}\n${manager.session}`;
    if (this.#managers.get(key) === manager) this.#managers.delete(key);
  }
}
