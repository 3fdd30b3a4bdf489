/** Names the connections of the load, routes them to their lanes, and writes down what becomes of them. */

import { connectionHeader, keyOf } from '../../../harness/contracts/connection-id.ts';
import type { ClientEvent } from '../../../harness/contracts/history.ts';
import type { PlannedUser } from '../../../harness/contracts/plan.ts';
import { nowUs } from '../timers.ts';

/** A connection that a fault may take away or stop. */
export interface FaultyConnection {
  /** Destroys the socket; the script hears nothing. Resolves when the socket is closed. */
  vanish(): Promise<void>;
  /** Reads and writes nothing any more, with its socket open. Idempotent, as is `thaw`. */
  freeze(): void;
  thaw(): void;
}

export interface LedgerOptions {
  readonly users: readonly Pick<PlannedUser, 'id'>[];
  /** Chooses the URL for a connection key and incarnation. */
  readonly route: (url: string, key: string, incarnation: number) => string;
  readonly emit: (event: ClientEvent) => void;
}

/** What a new connection is called and where it really goes. */
export interface Admission {
  readonly id: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Not by a computed key in a literal, which costs a call into V8's runtime each time. */
function named(headers: Admission['headers'], id: string): Admission['headers'] {
  const more: Record<string, string> = { ...headers };
  more[connectionHeader] = id;
  return more;
}

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'atUs'> : never;

export class ConnectionLedger {
  readonly #options: LedgerOptions;
  readonly #live = new Map<string, FaultyConnection>();
  readonly #vanished = new Set<string>();
  readonly #incarnations = new Map<string, number>();
  /** Keys in use of connections that the engine named. */
  readonly #taken = new Set<string>();

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** Undefined where the connection has been taken away by a fault and must not come back. */
  admit(
    userNumber: number,
    url: string,
    headers: Readonly<Record<string, string>>,
  ): Admission | undefined {
    const name = Object.keys(headers).find((header) => header.toLowerCase() === connectionHeader);
    const given = name === undefined ? undefined : headers[name];
    const id = given ?? this.#nameFor(userNumber);
    const key = keyOf(id);
    if (this.#vanished.has(key)) return undefined;
    const incarnation = id === key ? 0 : Number(id.slice(key.length + 1));
    return {
      id,
      url: this.#options.route(url, key, incarnation),
      headers: given === undefined ? named(headers, id) : headers,
    };
  }

  record(event: WithoutTime<ClientEvent>): void {
    this.#options.emit({ atUs: nowUs(), ...event });
  }

  /** For facts that reach the history by way of metrics; those of vanished connections are dropped. */
  recordUnlessVanished(event: ClientEvent): void {
    if (!this.#vanished.has(keyOf(event.connection))) this.#options.emit(event);
  }

  opening(id: string, connection: FaultyConnection): void {
    this.#live.set(id, connection);
    this.record({ kind: 'client.connecting', connection: id });
  }

  /** The connection has ended; its slot is free for the next one. */
  ended(id: string): void {
    this.#live.delete(id);
    this.#taken.delete(keyOf(id));
  }

  /** Takes these connections away for good; resolves when their sockets are closed. */
  async vanish(ids: readonly string[]): Promise<void> {
    await Promise.all(
      ids.map(async (id) => {
        this.#vanished.add(keyOf(id));
        const connection = this.#live.get(id);
        if (connection === undefined) return;
        this.#live.delete(id);
        await connection.vanish();
        this.record({ kind: 'client.vanished', connection: id });
      }),
    );
  }

  /** Those that are open now stop where they are. */
  freeze(ids: readonly string[]): void {
    for (const id of ids) this.#live.get(id)?.freeze();
  }

  thaw(ids: readonly string[]): void {
    for (const id of ids) this.#live.get(id)?.thaw();
  }

  /** The planned user's id, its lowest free slot, and how often that slot has been used before. */
  #nameFor(userNumber: number): string {
    const user = this.#options.users[userNumber - 1]?.id ?? `vu-${userNumber}`;
    let slot = 1;
    while (this.#taken.has(`${user}.${slot}`)) slot++;
    const key = `${user}.${slot}`;
    this.#taken.add(key);
    const incarnation = this.#incarnations.get(key) ?? 0;
    this.#incarnations.set(key, incarnation + 1);
    return `${key}.${incarnation}`;
  }
}
