/** Which connections are open right now, and where: the tap's ledger, folded as its events arrive. */

import { keyOf } from '../contracts/connection-id.ts';
import type { LiveConnection } from '../contracts/fault.ts';
import type { HistoryEvent } from '../contracts/history.ts';

export class LiveConnections {
  readonly #open = new Map<string, LiveConnection>();
  #changes = 0;

  note(event: HistoryEvent): void {
    if (event.kind === 'tap.open') {
      const { connection, serverPort } = event;
      this.#open.set(connection, { connection, key: keyOf(connection), serverPort });
      this.#changes += 1;
    } else if (event.kind === 'tap.end' || event.kind === 'tap.closed') {
      if (this.#open.delete(event.connection)) this.#changes += 1;
    }
  }

  /** Grows with every opening and ending: two equal readings enclose a quiet time. */
  get changes(): number {
    return this.#changes;
  }

  get count(): number {
    return this.#open.size;
  }

  ofKeys(keys: readonly string[]): readonly LiveConnection[] {
    const wanted = new Set(keys);
    return [...this.#open.values()].filter(({ key }) => wanted.has(key));
  }

  outside(keys: ReadonlySet<string>): readonly LiveConnection[] {
    return [...this.#open.values()].filter(({ key }) => !keys.has(key));
  }
}
