/** Every message reaches the connection it is for, and none before those that were sent earlier. */

import { keyOf } from '../contracts/connection-id.ts';
import type { Checker, Finding, RunHistory, Violation } from '../contracts/checker.ts';
import type { HistoryEvent } from '../contracts/history.ts';
import { faultWindows } from './fault-windows.ts';
import { finding, isReferenceServer, notApplicable } from './findings.ts';
import { judgedUntilUs } from './judged-until.ts';
import { formatRange } from './open-gaps.ts';

export const eventsInPlace: Checker = {
  name: 'events-in-place',
  summary:
    'no connection gets what is meant for another, and events arrive in the order of their numbers',
  check: (history) => {
    const untilUs = judgedUntilUs(history);
    const audit = new Audit(touchedKeys(history));
    for (const event of history.events) {
      // what a client says it received by then is told every second, so maybe after it
      if (event.atUs < untilUs || event.kind === 'client.received') audit.note(event);
    }
    if (audit.hasHeard) return audit.finding();
    return isReferenceServer(history.plan)
      ? { outcome: 'unknown', reason: 'no client reported what it received' }
      : notApplicable('the clients of this load report no sequence numbers');
  },
};

class Audit {
  readonly #touched: ReadonlySet<string>;
  readonly #telling = new Set<string>();
  readonly #mixedUp: Violation[] = [];
  /** One a connection. */
  readonly #late = new Map<string, Violation>();

  constructor(touched: ReadonlySet<string>) {
    this.#touched = touched;
  }

  get hasHeard(): boolean {
    return this.#telling.size > 0 || this.#mixedUp.length > 0 || this.#late.size > 0;
  }

  note(event: HistoryEvent): void {
    if (event.kind === 'client.received') this.#telling.add(event.connection);
    else if (event.kind === 'client.foreign') this.#mixedUp.push(foreign(event));
    // TCP keeps an order, so where no fault meddles with messages it is the server that lost it
    else if (event.kind === 'client.gap-filled' && !this.#touched.has(keyOf(event.connection)))
      this.#late.set(event.connection, this.#late.get(event.connection) ?? late(event));
  }

  finding(): Finding {
    return finding([...this.#mixedUp, ...this.#late.values()], {
      connections: this.#telling.size,
      mixedUp: this.#mixedUp.length,
      outOfOrder: this.#late.size,
    });
  }
}

/** Keys of connections whose messages a fault may hold, double or lose. */
function touchedKeys(history: RunHistory): ReadonlySet<string> {
  const windows = faultWindows(history);
  return new Set(windows.flatMap(({ victims, joined }) => [...victims, ...joined]).map(keyOf));
}

type Of<Kind extends HistoryEvent['kind']> = Extract<HistoryEvent, { readonly kind: Kind }>;

function foreign({ connection, what, atUs }: Of<'client.foreign'>): Violation {
  return { message: `${connection} got ${what}, which it had not asked for`, connection, atUs };
}

function late({ connection, fromSeq, toSeq, atUs }: Of<'client.gap-filled'>): Violation {
  const events = fromSeq === toSeq ? 'event' : 'events';
  const range = formatRange({ fromSeq, toSeq });
  const message = `${connection} got ${events} ${range} after later ones, and no fault hit it`;
  return { message, connection, atUs };
}
