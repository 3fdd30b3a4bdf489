/** Which connections are open right now, and where: the tap's ledger, folded as its events arrive. */

import { keyOf } from '../contracts/connection-id.ts';
import type { LiveConnection } from '../contracts/fault.ts';
import type { HistoryEvent } from '../contracts/history.ts';

export class LiveConnections {
  readonly #open = new Map<string, LiveConnection>();
  /** Ids by key: one, but for a moment while a client is back before its old connection has ended. */
  readonly #ofKey = new Map<string, Set<string>>();
  #changes = 0;

  note(event: HistoryEvent): void {
    if (event.kind === 'tap.open') {
      const { connection, serverPort } = event;
      const key = keyOf(connection);
      this.#open.set(connection, { connection, key, serverPort });
      this.#ofKey.set(key, (this.#ofKey.get(key) ?? new Set()).add(connection));
      this.#changes += 1;
    } else if (event.kind === 'tap.end' || event.kind === 'tap.closed') {
      this.#end(event.connection);
    }
  }

  #end(connection: string): void {
    if (!this.#open.delete(connection)) return;
    this.#changes += 1;
    const key = keyOf(connection);
    const ids = this.#ofKey.get(key);
    ids?.delete(connection);
    if (ids?.size === 0) this.#ofKey.delete(key);
  }

  /** Grows with every opening and ending: two equal readings enclose a quiet time. */
  get changes(): number {
    return this.#changes;
  }

  has(connection: string): boolean {
    return this.#open.has(connection);
  }

  get count(): number {
    return this.#open.size;
  }

  /** In the order of the keys. */
  ofKeys(keys: readonly string[]): readonly LiveConnection[] {
    return [...new Set(keys)].flatMap((key) =>
      [...(this.#ofKey.get(key) ?? [])].flatMap((id) => this.#open.get(id) ?? []),
    );
  }

  outside(keys: ReadonlySet<string>): readonly LiveConnection[] {
    return [...this.#open.values()].filter(({ key }) => !keys.has(key));
  }
}
