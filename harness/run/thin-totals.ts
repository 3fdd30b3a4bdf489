/** Keeps a history of hours small: of the running totals that clients report each second, few are needed. */

import type { EventOf, HistoryEvent } from '../contracts/history.ts';

/** The beginning of a run is kept whole; short runs are never longer. */
const wholeForUs = 180_000_000;
/** Afterwards a connection's totals are kept this often, and always before anything else happens to it. */
const everyUs = 10_000_000;

type Totals = EventOf<'client.received'>;

/** Events of one run in the order of their arrival. */
export class ThinTotals {
  #startUs: number | undefined;
  readonly #keptUs = new Map<string, number>();
  readonly #held = new Map<string, Totals>();

  /** What of the news is to be recorded now: the event, totals held back until it, or nothing. */
  take(event: HistoryEvent): readonly HistoryEvent[] {
    this.#startUs ??= event.atUs;
    if (event.kind === 'client.received') return this.#takeTotals(event, this.#startUs);
    if ('connection' in event) return [...this.#release(event.connection), event];
    return isTurningPoint(event) ? [...this.rest(), event] : [event];
  }

  /** Everything held back. */
  rest(): readonly HistoryEvent[] {
    const held = [...this.#held.values()];
    this.#held.clear();
    return held;
  }

  #takeTotals(event: Totals, startUs: number): readonly HistoryEvent[] {
    const { connection, atUs } = event;
    const keptUs = this.#keptUs.get(connection) ?? -Infinity;
    if (atUs - startUs < wholeForUs || atUs - keptUs >= everyUs) {
      this.#held.delete(connection);
      this.#keptUs.set(connection, atUs);
      return [event];
    }
    this.#held.set(connection, event);
    return [];
  }

  #release(connection: string): readonly HistoryEvent[] {
    const held = this.#held.get(connection);
    this.#held.delete(connection);
    if (held === undefined) return [];
    this.#keptUs.set(connection, held.atUs);
    return [held];
  }
}

/** The run itself moves on: what is known up to here must be in the history. */
function isTurningPoint({ kind }: HistoryEvent): boolean {
  return kind.startsWith('phase.') || kind === 'part.exited' || kind === 'run.end';
}
