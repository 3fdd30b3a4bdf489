/** Things the server counts about itself, for Prometheus. */

/** Name → help. The label of each is in brackets. */
export const counterHelp = {
  admitted: 'Connections admitted [tier].',
  refused: 'Upgrades refused [error].',
  removed: 'Connections found dead and removed [reason].',
  evicted: 'Living connections evicted for a priority user [tier].',
  closed: 'Connections closed [by].',
  events: 'Events handed to the emit path.',
  'emit-failures': 'Events that failed in the emit path.',
  'handler-failures': 'Messages whose handler threw.',
  'cleanup-failures': 'Removals of a connection that failed and are tried again.',
  'protocol-errors': 'Frames that break the protocol.',
  resumed: 'Connections that took up an earlier one [outcome].',
} as const;

export type CounterName = keyof typeof counterHelp;

export class Counters {
  readonly #values = new Map<CounterName, Map<string, number>>();

  add(name: CounterName, label = ''): void {
    let values = this.#values.get(name);
    if (values === undefined) this.#values.set(name, (values = new Map<string, number>()));
    values.set(label, (values.get(label) ?? 0) + 1);
  }

  get(name: CounterName, label = ''): number {
    return this.#values.get(name)?.get(label) ?? 0;
  }

  /** Name, label, value; sorted by name and label. */
  *entries(): Generator<readonly [CounterName, string, number]> {
    for (const name of [...this.#values.keys()].toSorted()) {
      const values = this.#values.get(name) ?? new Map<string, number>();
      for (const label of [...values.keys()].toSorted())
        yield [name, label, values.get(label) ?? 0];
    }
  }
}
