/** What the tap knows of every connection, by its id: live ones in full, closed ones by their last counters. */

import type { Clock } from '../../harness/contracts/clock.ts';
import type { TapCounters } from '../../harness/contracts/fault.ts';
import type { TapEvent } from '../../harness/contracts/history.ts';
import type { TapConnection } from './tap-connection.ts';

/** Last counters of so many closed connections are kept; the oldest goes first. */
const closedKept = 10_000;

/** A `TapEvent` before the ledger has put the time on it. */
export type TapFact = TapEvent extends infer Event
  ? Event extends TapEvent
    ? Omit<Event, 'atUs'>
    : never
  : never;

/** A connection's counters and when it was upgraded. */
export interface Known {
  readonly openedUs: number;
  readonly counters: TapCounters;
}

/** Which of how many processes of one tap this is; no two of them give the same name. */
export interface Share {
  readonly index: number;
  readonly of: number;
}

/** `head` is of the request as it goes on to the server; it is not to be kept. */
export type ComingWatcher = (
  connection: TapConnection,
  at: 'request' | 'upgrade',
  head?: Buffer,
) => void;

export class Ledger {
  readonly #live = new Map<string, TapConnection>();
  readonly #closed = new Map<string, Known>();
  readonly #emit: (event: TapEvent) => void;
  readonly #clock: Pick<Clock, 'nowUs'>;
  readonly #share: Share;
  #assigned = 0;
  readonly #watchers: ComingWatcher[] = [];

  constructor(
    clock: Pick<Clock, 'nowUs'>,
    emit: (event: TapEvent) => void,
    share: Share = { index: 0, of: 1 },
  ) {
    this.#clock = clock;
    this.#emit = emit;
    this.#share = share;
  }

  nowUs(): number {
    return this.#clock.nowUs();
  }

  record(fact: TapFact): void {
    this.#emit({ atUs: this.#clock.nowUs(), ...fact });
  }

  /** A name for a connection that brought none. */
  readonly assignId = (): string => {
    const { index, of } = this.#share;
    this.#assigned++;
    return `tap-${(this.#assigned - 1) * of + index + 1}`;
  };

  /** The watcher hears of each connection when its request has been read, and when it is upgraded. */
  watchComing(watcher: ComingWatcher): void {
    this.#watchers.push(watcher);
  }

  /** The client has asked for its upgrade. */
  asked(connection: TapConnection, head: Buffer): void {
    for (const watcher of this.#watchers) watcher(connection, 'request', head);
  }

  /** Upgraded. A client that uses a name twice is found under it by its newest connection. */
  opened(connection: TapConnection): void {
    this.#live.set(connection.id, connection);
    this.#closed.delete(connection.id);
    for (const watcher of this.#watchers) watcher(connection, 'upgrade');
  }

  closed(connection: TapConnection): void {
    if (this.#live.get(connection.id) === connection) this.#live.delete(connection.id);
    this.#closed.set(connection.id, knownOf(connection));
    for (const oldest of this.#closed.keys()) {
      if (this.#closed.size <= closedKept) break;
      this.#closed.delete(oldest);
    }
  }

  /** Those of the ids that are open now. */
  live(ids: readonly string[]): readonly TapConnection[] {
    return ids.flatMap((id) => this.#live.get(id) ?? []);
  }

  /** Of the ids those that were ever upgraded here, in order. */
  known(ids: readonly string[]): readonly Known[] {
    return ids.flatMap((id) => {
      const live = this.#live.get(id);
      return live === undefined ? (this.#closed.get(id) ?? []) : knownOf(live);
    });
  }

  /** One entry an id, in order; zeros for one never seen. */
  counters(ids: readonly string[]): readonly TapCounters[] {
    return newestCounters(ids, this.known(ids));
  }
}

/** One entry an id, in order, of the newest connection of that name; zeros for one never seen. */
export function newestCounters(
  ids: readonly string[],
  known: readonly Known[],
): readonly TapCounters[] {
  const newest = new Map<string, Known>();
  for (const each of known) {
    const { connection } = each.counters;
    const other = newest.get(connection);
    if (other === undefined || other.openedUs < each.openedUs) newest.set(connection, each);
  }
  return ids.map((id) => newest.get(id)?.counters ?? neverSeen(id));
}

function knownOf(connection: TapConnection): Known {
  return { openedUs: connection.openedUs, counters: connection.counters() };
}

function neverSeen(connection: string): TapCounters {
  const none = { messagesUp: 0, messagesDown: 0, pingsDown: 0, pongsUp: 0 };
  return { connection, open: false, ...none, bytesUp: 0, bytesDown: 0, withheld: 0 };
}
